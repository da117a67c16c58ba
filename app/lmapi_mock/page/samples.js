// Leads to begin with: what a form is filled in with for somebody who has none at hand.

const ANN = {
  first_name: "Ann", last_name: "Lee", address1: "1 Main St", city: "Tampa", state: "FL",
  postal_code: "33602", country_code: "USA", email: "ann.lee@example.com",
};

/** A number of Florida that nobody has, another one each time. */
const number = () => `727555${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}`;

/** Leads by what they show; each call makes new ones. */
export const SAMPLES = {
  "An ordinary lead": () => ({ phone_number: number(), ...ANN, vendor_lead_code: "CRM-1042" }),
  "Into the hopper at once": () => ({
    phone_number: number(), ...ANN, add_to_hopper: "Y", hopper_priority: "50",
    hopper_local_call_time_check: "Y",
  }),
  "With two more numbers": () => ({
    phone_number: number(), ...ANN, multi_alt_phones: "7275552222_1_office!7275553333_1_home",
  }),
  "Of which cleaning changes much": () => ({
    phone_number: `(727) 555-${number().slice(6)}`, first_name: "José", last_name: "O'Brien-Łuk",
    email: "jo+leads@example.com", comments: "50% off & <b>more</b>; ask for \"Joe\"",
  }),
};
