// java DialerTest.java, with LMAPI_URL and LMAPI_ADMIN_TOKEN of the server. No library is needed.
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

public class DialerTest {
    static final String SERVER = System.getenv().getOrDefault("LMAPI_URL", "http://127.0.0.1:8080");
    static final String TOKEN = System.getenv().getOrDefault("LMAPI_ADMIN_TOKEN", "");
    static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The code under test: pushes a lead as a form and gives back the dialer's answer. */
    static String addLead(String url, Map<String, String> lead) throws Exception {
        String form = lead.entrySet().stream()
            .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "source=crm&user=6666&pass=1234&function=add_lead&", ""));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    static String admin(String method, String url, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + TOKEN)
            .method(method, BodyPublishers.ofString(body))
            .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    static void check(boolean holds, String said) {
        if (!holds) throw new AssertionError(said);
    }

    public static void main(String[] args) throws Exception {
        // A namespace is a dialer of the test's own, made at its first use.
        String name = UUID.randomUUID().toString();
        String dialer = SERVER + "/ns/" + name;
        try {
            String dnc = "{\"tables\": {\"vicidial_dnc\": [{\"phone_number\": \"7275550142\"}]}}";
            admin("POST", dialer + "/__admin/state", dnc);

            String added = addLead(dialer + "/API/lmapi.php", Map.of("phone_number", "7275551212"));
            check(added.startsWith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|"), added);

            Map<String, String> lead = Map.of("phone_number", "7275550142", "dnc_check", "Y");
            String refused = addLead(dialer + "/API/lmapi.php", lead);
            check(refused.startsWith("ERROR: add_lead PHONE NUMBER IN DNC"), refused);

            String findings = admin("GET", dialer + "/__admin/findings?severity=warning", "");
            check(findings.contains("\"findings\":[]"), findings);
        } finally {
            admin("DELETE", SERVER + "/__admin/namespaces/" + name, "");
        }
        System.out.println("ok");
    }
}
