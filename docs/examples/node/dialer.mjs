// Pushes a lead into the dialer. Plain Node 18 or newer, nothing to install.

/** The dialer said no; `message` is its line. */
export class LeadRefused extends Error {}

/**
 * @param {Record<string, string>} lead - parameters of add_lead by name
 * @param {{url: string, user: string, pass: string}} dialer - url: the whole address of lmapi.php
 * @returns {Promise<number>} the lead's number
 */
export async function addLead(lead, { url, user, pass }) {
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ source: 'crm', user, pass, function: 'add_lead', ...lead }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  // Refusals come with status 200 too: the first word is what counts.
  const added = text.match(/^SUCCESS: add_lead LEAD HAS BEEN ADDED - (.*)$/m);
  if (!added) throw new LeadRefused(text.trim());
  // number | user | list | lead | offset from UTC
  return Number(added[1].split('|')[3]);
}
