// Testcontainers for Node.
import { GenericContainer, Wait } from 'testcontainers';

const dialer = await new GenericContainer('YOUR-REGISTRY/lmapi-mock:TAG')
  .withExposedPorts(8080)
  .withEnvironment({ LMAPI_ADMIN_TOKEN: 'for-this-run-only', LMAPI_DATABASE_URL: ':memory:' })
  .withWaitStrategy(Wait.forHttp('/__admin/ready', 8080))
  .start();
process.env.LMAPI_URL = `http://${dialer.getHost()}:${dialer.getMappedPort(8080)}`;
