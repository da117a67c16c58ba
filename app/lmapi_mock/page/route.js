// Where the reader is, in the address: #/requests/12, #/tables/vicidial_list?q=bob

import { useEffect, useState } from "./vendor/preact.js";

function read() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return {
    parts: path.split("/").filter(Boolean).map(decodeURIComponent),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a view. */
export function to(parts, query = {}) {
  const filled = Object.entries(query).filter(([, value]) => value !== "" && value != null);
  const search = filled.length ? `?${new URLSearchParams(filled)}` : "";
  return `#/${parts.map((part) => encodeURIComponent(part)).join("/")}${search}`;
}

/** Go to a view; `quietly` without a step in the browser's history. */
export function go(address, { quietly = false } = {}) {
  if (quietly) {
    history.replaceState(null, "", address);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = address;
  }
}

let unsaved = null;

/** Ask before the view is left, and forget what was not saved: `{ question, forget }`, or null. */
export function askBeforeLeaving(what) {
  unsaved = what;
}

addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault(); // The browser asks in its own words.
});

/** The view that the address names, as it changes. */
export function useRoute() {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const follow = ({ oldURL }) => {
      if (unsaved && oldURL) {
        if (!confirm(unsaved.question)) {
          history.pushState(null, "", oldURL);
          return;
        }
        unsaved.forget();
      }
      setRoute(read());
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}
