import { describe, expect, it } from 'vitest';
import { sensitiveTarget } from '../../../src/engines/open-ports/index.ts';

describe('sensitiveTarget', () => {
  it.each([
    [5432, 'TCP', 'web', 'PostgreSQL', 'port'],
    [2379, 'TCP', undefined, 'etcd', 'port'],
    [10250, 'TCP', undefined, 'the kubelet', 'port'],
    [11211, 'UDP', undefined, 'memcached', 'port'],
    [8443, 'TCP', 'kubernetes-dashboard', 'Kubernetes Dashboard', 'name'],
    [3000, 'TCP', 'monitoring-grafana', 'Grafana', 'name'],
    [9090, 'TCP', 'prometheus', 'Prometheus', 'port'],
  ] as const)('takes %i/%s behind %s for %s, by its %s', (port, protocol, service, what, by) => {
    expect(sensitiveTarget(port, protocol, service)).toEqual({ what, by });
  });
  it.each([
    [8080, 'TCP', 'web'],
    [5432, 'UDP', 'web'],
    [5432, 'SCTP', 'web'],
    [8443, 'UDP', 'kubernetes-dashboard'],
    [8080, 'TCP', 'grafana-agent'],
    [8080, 'TCP', 'sales-dashboard'],
    [8080, 'TCP', 'constructor'],
    [8080, 'TCP', undefined],
  ] as const)('has nothing against %i/%s behind %s', (port, protocol, service) => {
    expect(sensitiveTarget(port, protocol, service)).toBeUndefined();
  });
});
