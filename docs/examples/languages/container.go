// Testcontainers for Go.
package crm

import (
	"context"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

func startDialer(ctx context.Context) (testcontainers.Container, error) {
	return testcontainers.GenericContainer(ctx, testcontainers.GenericContainerRequest{
		ContainerRequest: testcontainers.ContainerRequest{
			Image:        "YOUR-REGISTRY/lmapi-mock:TAG",
			ExposedPorts: []string{"8080/tcp"},
			Env: map[string]string{
				"LMAPI_ADMIN_TOKEN":  "for-this-run-only",
				"LMAPI_DATABASE_URL": ":memory:",
			},
			WaitingFor: wait.ForHTTP("/__admin/ready").WithPort("8080/tcp"),
		},
		Started: true,
	})
}
