// Jest, with LMAPI_URL of the server: lmapi-mock run -- npx jest
const { randomUUID } = require('node:crypto');

// A namespace for each test: a dialer of its own.
let dialer;
beforeEach(() => {
  dialer = `${process.env.LMAPI_URL}/ns/${randomUUID()}/API/lmapi.php`;
});

const addLead = async (lead) => {
  const login = { source: 'crm', user: '6666', pass: '1234', function: 'add_lead' };
  const answer = await fetch(dialer, { method: 'POST', body: new URLSearchParams({ ...login, ...lead }) });
  return answer.text();
};

test('a lead is loaded', async () => {
  expect(await addLead({ phone_number: '7275551212' })).toMatch(/^SUCCESS: add_lead LEAD HAS BEEN ADDED/);
});

test('a short number is refused', async () => {
  expect(await addLead({ phone_number: '727' })).toMatch('INVALID PHONE NUMBER LENGTH');
});
