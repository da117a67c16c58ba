# ruby dialer_test.rb, with LMAPI_URL of the server.
require "minitest/autorun"
require "net/http"
require "securerandom"

class DialerTest < Minitest::Test
  def setup
    # A namespace for each test: a dialer of its own.
    @dialer = "#{ENV.fetch("LMAPI_URL", "http://127.0.0.1:8080")}/ns/#{SecureRandom.uuid}"
  end

  def add_lead(lead)
    login = { source: "crm", user: "6666", pass: "1234", function: "add_lead" }
    Net::HTTP.post_form(URI("#{@dialer}/API/lmapi.php"), login.merge(lead)).body
  end

  def test_a_lead_is_loaded
    assert_match(/\ASUCCESS: add_lead LEAD HAS BEEN ADDED/, add_lead(phone_number: "7275551212"))
  end

  def test_a_short_number_is_refused
    assert_match(/INVALID PHONE NUMBER LENGTH/, add_lead(phone_number: "727"))
  end
end
