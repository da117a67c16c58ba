// Testcontainers for Java.
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

class Dialer extends GenericContainer<Dialer> {
    Dialer() {
        super("YOUR-REGISTRY/lmapi-mock:TAG");
        withExposedPorts(8080);
        withEnv("LMAPI_ADMIN_TOKEN", "for-this-run-only");
        withEnv("LMAPI_DATABASE_URL", ":memory:");
        waitingFor(Wait.forHttp("/__admin/ready").forPort(8080));
    }

    String url() {
        return "http://" + getHost() + ":" + getMappedPort(8080);
    }
}
