// go test dialer_test.go, with LMAPI_URL of the server.
package crm

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

func addLead(address string, lead url.Values) (string, error) {
	for name, value := range map[string]string{
		"source": "crm", "user": "6666", "pass": "1234", "function": "add_lead",
	} {
		lead.Set(name, value)
	}
	answer, err := http.PostForm(address, lead)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

func TestALeadIsLoaded(t *testing.T) {
	// A namespace for each test: a dialer of its own.
	dialer := os.Getenv("LMAPI_URL") + "/ns/" + t.Name() + "/API/lmapi.php"
	text, err := addLead(dialer, url.Values{"phone_number": {"7275551212"}})
	if err != nil || !strings.HasPrefix(text, "SUCCESS: add_lead LEAD HAS BEEN ADDED") {
		t.Fatal(text, err)
	}
}
