// A page of a table kept up with what comes, without moving what is read.

import { call } from "./api.js";
import { listen } from "./live.js";
import { useEffect, useRef, useState } from "./vendor/preact.js";

const LEAST_MS = 1000;
const RESTS = 5; // How many times as long as the last look took the server is left alone.
const LONG_MS = 2000; // What is looked for longer is looked for when the reader asks.

const keysOf = (page) => page.rows.map(({ key, row }) => key ?? JSON.stringify(row));

/**
 * What a table's page would show by now, null while that moves nothing: rows that are changed where
 * they stand, or added behind the last, are shown by `show(page)` at once.
 */
export function useFollowed(path, page, show) {
  const [ahead, setAhead] = useState(null);
  const shown = useRef(page);
  shown.current = page;
  const isThere = page !== null;
  useEffect(() => {
    setAhead(null);
    if (!isThere) return undefined;
    const control = new AbortController();
    let timer = 0;
    let isDue = false;
    const take = (found) => {
      const [old, now] = [keysOf(shown.current), keysOf(found)];
      if (old.every((key, place) => now[place] === key)) {
        setAhead(null);
        show(found);
      } else setAhead(found);
    };
    const look = async () => {
      isDue = false;
      const began = Date.now();
      // An error is said when the reader asks; the header says whether the server is there.
      await call("GET", path, undefined, { signal: control.signal }).then(take, () => {});
      const took = Date.now() - began;
      if (control.signal.aborted || took > LONG_MS) return;
      timer = setTimeout(() => {
        timer = 0;
        if (isDue) soon();
      }, Math.max(LEAST_MS, RESTS * took));
    };
    const soon = () => {
      isDue = true;
      if (timer || document.hidden) return;
      timer = -1;
      look();
    };
    const stop = listen((event) => {
      if (event === "world") soon();
    });
    return () => {
      stop();
      control.abort();
      clearTimeout(timer);
    };
  }, [path, isThere]);
  if (!isThere || !ahead) return { ahead: null, more: 0 };
  const [old, now] = [keysOf(page), keysOf(ahead)];
  const more = now.filter((key) => !old.includes(key)).length;
  return { ahead: old.join("\n") === now.join("\n") ? null : ahead, more };
}
