// node --test crm_push.test.mjs, with LMAPI_URL: `lmapi-mock run -- node --test crm_push.test.mjs`.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';

let world;

beforeEach(() => {
  world = `${process.env.LMAPI_URL}/ns/${randomUUID()}`;
});

// What the dialer would have swallowed silently fails the test too.
afterEach(async () => {
  const { findings } = await admin('GET', '/findings?severity=warning');
  assert.deepEqual(findings, []);
});

/** Pushes a lead as a browser's form would; gives the first line of the answer. */
async function push(lead) {
  const login = { source: 'crm', user: '6666', pass: '1234', function: 'add_lead', list_id: '101' };
  const body = new URLSearchParams({ ...login, ...lead });
  const answer = await fetch(`${world}/API/lmapi.php`, { method: 'POST', body });
  return (await answer.text()).split('\n')[0];
}

/** Calls the admin API of this test's own world. */
async function admin(method, path, content) {
  const body = content && JSON.stringify(content);
  const answer = await fetch(`${world}/__admin${path}`, { method, body });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return text && JSON.parse(text);
}

test('a lead is stored', async () => {
  assert.match(await push({ phone_number: '7275551212' }), /^SUCCESS: add_lead LEAD HAS BEEN ADDED/);
  const { tables } = await admin('GET', '/state?tables=vicidial_list');
  assert.deepEqual(tables.vicidial_list.map((lead) => lead.phone_number), ['7275551212']);
});

test('a barred number is refused', async () => {
  await admin('POST', '/state', { tables: { vicidial_dnc: [{ phone_number: '7275550142' }] } });
  assert.equal(
    await push({ phone_number: '7275550142', dnc_check: 'Y' }),
    'ERROR: add_lead PHONE NUMBER IN DNC - 7275550142|6666',
  );
});

test('an overloaded server stores nothing', async () => {
  await admin('POST', '/faults', { status: 503, times: 1 });
  assert.doesNotMatch(await push({ phone_number: '7275551212' }), /^SUCCESS/);
  const { tables } = await admin('GET', '/state?tables=vicidial_list');
  assert.deepEqual(tables.vicidial_list, []);
});
