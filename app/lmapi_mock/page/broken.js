// An error in the page's own code is said. Not by Preact, which may be what is broken.

let isSaid = false;

function say(error) {
  if (isSaid) return;
  isSaid = true;
  const place = document.createElement("div");
  place.className = "problem broke";
  place.setAttribute("role", "alert");
  const text = document.createElement("p");
  const what = document.createElement("strong");
  what.textContent = "This page broke. ";
  text.append(what, `What it shows may be old; the server goes on. (${error?.message ?? error})`);
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Reload";
  again.addEventListener("click", () => location.reload());
  place.append(text, again);
  document.body.prepend(place);
}

/** Say from now on when something breaks that nothing has caught. */
export function watchForErrors() {
  addEventListener("error", (event) => say(event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => say(event.reason));
}
