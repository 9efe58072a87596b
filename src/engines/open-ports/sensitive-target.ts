import type { Protocol } from '../../model/values/port.ts';

/** What stands behind a port that should rarely be open to others: by the port that it commonly listens on, or by a Service's name. */
export interface SensitiveTarget {
  /** `PostgreSQL`, `the kubelet` */
  readonly what: string;
  readonly by: 'port' | 'name';
}

/** Ports by what commonly listens there (IANA's registry, and each program's default). */
const LISTENERS: Readonly<Record<number, string>> = {
  22: 'SSH',
  23: 'Telnet',
  445: 'SMB',
  1433: 'SQL Server',
  1521: 'Oracle Database',
  2049: 'NFS',
  2181: 'ZooKeeper',
  2375: 'Docker',
  2376: 'Docker',
  2379: 'etcd',
  2380: 'etcd',
  3306: 'MySQL',
  3389: 'Remote Desktop',
  5432: 'PostgreSQL',
  5601: 'Kibana',
  5672: 'RabbitMQ',
  5900: 'VNC',
  5984: 'CouchDB',
  6379: 'Redis',
  6443: 'the Kubernetes API server',
  8001: 'kubectl proxy',
  8086: 'InfluxDB',
  9042: 'Cassandra',
  9090: 'Prometheus',
  9092: 'Kafka',
  9200: 'Elasticsearch',
  9300: 'Elasticsearch',
  10250: 'the kubelet',
  10255: 'the kubelet',
  10257: 'kube-controller-manager',
  10259: 'kube-scheduler',
  11211: 'memcached',
  15672: 'the RabbitMQ management interface',
  26257: 'CockroachDB',
  27017: 'MongoDB',
  27018: 'MongoDB',
  27019: 'MongoDB',
};

/** The one among them that answers over UDP as well, and was used to amplify attacks. */
const MEMCACHED_UDP = '11211/UDP';

/** Services of dashboards and consoles, by the name that their charts and manifests give. */
const DASHBOARDS: readonly (readonly [string, string])[] = Object.entries({
  adminer: 'Adminer',
  alertmanager: 'Alertmanager',
  'argo-server': 'Argo Workflows',
  'argocd-server': 'Argo CD',
  grafana: 'Grafana',
  headlamp: 'Headlamp',
  'hubble-ui': 'Hubble UI',
  'jaeger-query': 'Jaeger',
  jenkins: 'Jenkins',
  'kafka-ui': 'Kafka UI',
  kiali: 'Kiali',
  kibana: 'Kibana',
  'kubernetes-dashboard': 'Kubernetes Dashboard',
  'kubernetes-dashboard-kong-proxy': 'Kubernetes Dashboard',
  'longhorn-frontend': 'Longhorn',
  'mongo-express': 'mongo-express',
  'opensearch-dashboards': 'OpenSearch Dashboards',
  pgadmin: 'pgAdmin',
  pgadmin4: 'pgAdmin',
  phpmyadmin: 'phpMyAdmin',
  prometheus: 'Prometheus',
  'prometheus-server': 'Prometheus',
  'redis-commander': 'Redis Commander',
  'rook-ceph-mgr-dashboard': 'Ceph Dashboard',
  'tekton-dashboard': 'Tekton Dashboard',
  'traefik-dashboard': 'Traefik',
  'weave-scope-app': 'Weave Scope',
});

/**
 * What is likely to stand behind a port: a database, a part of the cluster's own control, a login, a dashboard; undefined for all else.
 * It is a likely guess: any program may listen on any port.
 * @param port the port where the traffic ends: the endpoint's or the container's, not the Service's
 * @param service the name of the Service that leads there, if one does; one that Helm put its release in front of counts, too
 */
export function sensitiveTarget(port: number, protocol: Protocol, service?: string): SensitiveTarget | undefined {
  if (protocol !== 'TCP' && `${port}/${protocol}` !== MEMCACHED_UDP) return undefined;
  const listener = LISTENERS[port];
  if (listener !== undefined) return { what: listener, by: 'port' };
  const dashboard = DASHBOARDS.find(([name]) => service === name || service?.endsWith(`-${name}`));
  return dashboard === undefined ? undefined : { what: dashboard[1], by: 'name' };
}
