import assert from 'node:assert/strict'
import { test } from 'node:test'

test('a lead is loaded', async () => {
  const body = new URLSearchParams({
    function: 'add_lead', user: '6666', pass: '1234', source: 'test', list_id: '999', phone_number: '7275551212',
  })
  const answer = await fetch(`${process.env.LMAPI_URL}/API/lmapi.php`, { method: 'POST', body })
  assert.match(await answer.text(), /^SUCCESS: add_lead LEAD HAS BEEN ADDED/)
})
