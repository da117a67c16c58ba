from django.test import SimpleTestCase, override_settings

from lmapi_mock import LmapiMock, MockServer

ADA = {"first_name": "Ada", "phone": "(727) 555-1212"}


class ContactTest(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(MockServer())

    def setUp(self):
        self.lmapi = self.enterContext(LmapiMock(self.server))
        dialer = {"DIALER_URL": self.lmapi.url, "DIALER_USER": "6666", "DIALER_PASSWORD": "1234"}
        self.enterContext(override_settings(**dialer))

    def test_a_visitor_becomes_a_lead(self):
        page = self.client.post("/contact/", ADA)
        self.assertContains(page, "Thank you")
        (lead,) = self.lmapi.leads(list_id=102)
        self.assertEqual((lead["first_name"], lead["phone_number"]), ("Ada", "7275551212"))
        self.lmapi.assert_clean()

    def test_a_visitor_who_comes_twice_is_one_lead(self):
        for _ in range(2):
            self.assertContains(self.client.post("/contact/", ADA), "Thank you")
        self.assertEqual(len(self.lmapi.leads()), 1)

    def test_a_lost_answer_is_one_lead_too(self):
        self.lmapi.fault("EMPTY_RESPONSE", phase="after_commit", times=1)
        self.assertContains(self.client.post("/contact/", ADA), "Thank you")
        self.assertEqual(len(self.lmapi.leads()), 1)

    def test_a_number_that_nobody_may_call_is_not_taken(self):
        self.lmapi.given(dnc="7275551212")
        with self.assertLogs("contact.views", "WARNING") as logs:
            page = self.client.post("/contact/", ADA)
        self.assertContains(page, "Please try again later", status_code=503)
        self.assertIn("PHONE NUMBER IN DNC", logs.output[0])

    def test_what_is_no_number_never_gets_to_the_dialer(self):
        page = self.client.post("/contact/", ADA | {"phone": "none"})
        self.assertContains(page, "Ten digits")
        self.lmapi.assert_requested(times=0)
