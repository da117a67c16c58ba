// node --test dialer.test.mjs, with LMAPI_URL and LMAPI_ADMIN_TOKEN of the server.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { addLead, LeadRefused } from './dialer.mjs';

const server = process.env.LMAPI_URL ?? 'http://127.0.0.1:8080';
const token = process.env.LMAPI_ADMIN_TOKEN ?? '';

let name, base, dialer;

/** Calls the admin API of this test's own world. */
async function admin(method, path, body, at = base) {
  const answer = await fetch(`${at}/__admin${path}`, {
    method,
    headers: token ? { authorization: `Bearer ${token}` } : {},
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}

// A namespace is a dialer of its own, there as soon as it is used: no test meets another's leads.
beforeEach(() => {
  name = randomUUID();
  base = `${server}/ns/${name}`;
  dialer = { url: `${base}/API/lmapi.php`, user: '6666', pass: '1234' };
});

// What the dialer would have swallowed silently fails the test too.
afterEach(async () => {
  const { findings } = await admin('GET', '/findings?severity=warning');
  await admin('DELETE', `/namespaces/${name}`, undefined, server);
  assert.deepEqual(findings, []);
});

test('a lead is stored in its list', async () => {
  const id = await addLead({ phone_number: '7275551212', list_id: '101' }, dialer);
  const { tables } = await admin('GET', '/state?tables=vicidial_list');
  const [lead] = tables.vicidial_list;
  assert.deepEqual(
    [lead.lead_id, lead.phone_number, lead.list_id],
    [id, '7275551212', 101],
  );
});

test('a number on the DNC list is refused', async () => {
  await admin('POST', '/state', { tables: { vicidial_dnc: [{ phone_number: '7275550142' }] } });
  await assert.rejects(
    addLead({ phone_number: '7275550142', dnc_check: 'Y' }, dialer),
    new LeadRefused('ERROR: add_lead PHONE NUMBER IN DNC - 7275550142|6666'),
  );
});

test("a firewall's page is no success", async () => {
  await admin('POST', '/faults', { page: 'firewall', times: 1 });
  await assert.rejects(addLead({ phone_number: '7275551212' }, dialer), /Request blocked/);
});
