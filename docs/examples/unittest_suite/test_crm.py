import unittest

import crm

from lmapi_mock import LmapiMock, MockServer


class PushTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(MockServer())  # one server for all tests

    def setUp(self):
        self.lmapi = self.enterContext(LmapiMock(self.server))  # a fresh world for each
        self.dialer = crm.Dialer(self.lmapi.url, "6666", "1234")

    def test_a_contact_becomes_a_lead(self):
        self.dialer.push({"phone_number": "7275551212", "first_name": "Ada"})
        (lead,) = self.lmapi.leads()
        self.assertEqual(lead["first_name"], "Ada")
        self.lmapi.assert_clean()

    def test_a_duplicate_is_forgotten_after_thirty_days(self):
        contact = {"phone_number": "7275551212", "duplicate_check": "DUPLIST30DAY"}
        self.lmapi.freeze("2026-03-01T15:00:00Z")
        self.dialer.push(contact)
        with self.assertRaisesRegex(crm.Refused, "DUPLICATE PHONE NUMBER IN LIST"):
            self.dialer.push(contact)
        self.lmapi.advance(days=31)
        self.dialer.push(contact)
        self.assertEqual(len(self.lmapi.leads()), 2)

    def test_a_wrong_password_is_refused(self):
        with self.assertRaisesRegex(crm.Refused, "Login incorrect"):
            crm.Dialer(self.lmapi.url, "6666", "wrong").push({"phone_number": "7275551212"})


if __name__ == "__main__":
    unittest.main()
