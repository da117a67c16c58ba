// Testcontainers for .NET.
using DotNet.Testcontainers.Builders;

var dialer = new ContainerBuilder()
    .WithImage("YOUR-REGISTRY/lmapi-mock:TAG")
    .WithPortBinding(8080, true)
    .WithEnvironment("LMAPI_ADMIN_TOKEN", "for-this-run-only")
    .WithEnvironment("LMAPI_DATABASE_URL", ":memory:")
    .WithWaitStrategy(Wait.ForUnixContainer()
        .UntilHttpRequestIsSucceeded(request => request.ForPort(8080).ForPath("/__admin/ready")))
    .Build();
await dialer.StartAsync();
var url = $"http://{dialer.Hostname}:{dialer.GetMappedPublicPort(8080)}";
