import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { audit } from '../../src/questions/audit/index.ts';

const node = (name: string, ready: 'True' | 'False') => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { conditions: [{ type: 'Ready', status: ready }], addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
});

const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'a' },
  spec: { clusterIP: 'None', ports: [{ port: 80 }] },
});

const slice = (name: string, ...nodes: readonly string[]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-1`, namespace: 'a', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  ports: [{ port: 80 }],
  endpoints: nodes.map((nodeName, index) => ({ addresses: [`10.1.0.${index + 1}`], nodeName, conditions: { ready: true } })),
});

const told = (rules: readonly string[], ...objects: readonly object[]) =>
  audit(readObjects(objects, { complete: true, takenAt: '2026-11-22T07:40:00Z' }), { allNamespaces: true, rules }).findings.map(
    ({ identity, follows }) => [identity, ...follows].join(' → '),
  );

describe('what follows from the finding of another object', () => {
  const broken = [node('good', 'True'), node('bad', 'False'), node('worse', 'False')];

  it('is told once, at its cause', () => {
    const objects = [...broken, service('x'), slice('x', 'good', 'bad'), service('y'), slice('y', 'bad', 'worse')];
    expect(told(['NX6001', 'NX1022'], ...objects)).toEqual(['NX6001 Node bad → NX1022', 'NX6001 Node worse → NX1022']);
  });

  it('is told by itself where its cause is not judged', () => {
    expect(told(['NX1022'], ...broken, service('x'), slice('x', 'good', 'bad'))).toEqual(['NX1022 Service a/x']);
  });

  it('is told by itself as far as the cause does not explain it', () => {
    expect(told(['NX6001', 'NX1022'], node('bad', 'False'), service('x'), slice('x', 'bad', 'gone'))).toEqual([
      'NX6001 Node bad → NX1022',
      'NX1022 Service a/x',
    ]);
  });

  it('does not hide what another pod has', () => {
    const pod = (name: string, on: string, container: object) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'a', labels: { app: 'x' } },
      spec: { nodeName: on, containers: [{ name: 'c' }] },
      status: {
        phase: 'Running',
        podIPs: [{ ip: '10.1.0.1' }],
        conditions: [{ type: 'Ready', status: 'False' }],
        containerStatuses: [container],
      },
    });
    const running = { name: 'c', ready: true, state: { running: {} } };
    const crashing = { name: 'c', ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    const selecting = { ...service('x'), spec: { clusterIP: 'None', selector: { app: 'x' }, ports: [{ port: 80 }] } };
    const lost = [...broken, selecting, slice('x', 'good'), pod('lost', 'bad', running)];
    expect(told(['NX6001', 'NX1008'], ...lost)).toEqual(['NX6001 Node bad → NX1008', 'NX6001 Node worse']);
    expect(told(['NX6001', 'NX1008'], ...lost, pod('sick', 'good', crashing))).toContain('NX1008 Service a/x');
  });

  const meta = (name: string, more: object = {}) => ({ name, namespace: 'a', ...more });
  const selecting = (name: string, app: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(name),
    spec: { clusterIP: '10.96.0.1', selector: { app }, ports: [{ port: 443 }] },
  });
  const workload = (kind: string, name: string, spec: object) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: meta(name, { uid: 'u-1' }),
    spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } } }, ...spec },
  });
  const webhook = (service: string) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'check' },
    webhooks: [{ name: 'check.x.io', clientConfig: { service: { namespace: 'a', name: service } } }],
  });

  it('is a Service without pods, where a workload should make them and cannot', () => {
    const objects = [selecting('x', 'web'), workload('Deployment', 'web', {})];
    expect(told(['NX1031', 'NX1002'], ...objects)).toEqual(['NX1031 Deployment a/web → NX1002']);
    expect(told(['NX1002'], ...objects)).toEqual(['NX1002 Service a/x']);
  });

  it('is a webhook, also where what is wrong with its Service is told by the cause of that', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: meta('web-1', { labels: { app: 'web' } }), status: { phase: 'Running' } };
    const objects = [webhook('x'), selecting('x', 'wbe'), pod];
    expect(told(['NX1002', 'NX1124'], ...objects)).toEqual(['NX1002 Service a/x → NX1124']);
    expect(told(['NX1002', 'NX1003', 'NX1124'], ...objects)).toEqual(['NX1003 Service a/x → NX1002 → NX1124']);
    expect(told(['NX1002', 'NX1124'], webhook('gone'), ...objects.slice(1))).toContain(
      'NX1124 ValidatingWebhookConfiguration check backend=a/gone:443',
    );
  });

  it('is a name of each pod of a StatefulSet that has no Service', () => {
    const ownerReferences = [{ kind: 'StatefulSet', name: 'db', controller: true }];
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: meta('db-0', { labels: { app: 'db' }, ownerReferences }),
      spec: { hostname: 'db-0', subdomain: 'gone' },
      status: { phase: 'Running' },
    };
    const objects = [workload('StatefulSet', 'db', { serviceName: 'gone' }), pod];
    expect(told(['NX1123', 'NX2020'], ...objects)).toEqual(['NX1123 StatefulSet a/db → NX2020']);
    expect(told(['NX1123', 'NX2020'], ...objects, selecting('gone', 'other'))).toEqual(['NX2020 StatefulSet a/db']);
  });

  it('is a Service whose pods never become ready for a probe that cannot be carried out', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: meta('web-1', { labels: { app: 'web' } }),
      spec: { containers: [{ name: 'main', readinessProbe: { httpGet: { port: 'http' } } }] },
      status: {
        phase: 'Running',
        podIPs: [{ ip: '10.1.0.1' }],
        containerStatuses: [{ name: 'main', ready: false, state: { running: {} } }],
      },
    };
    expect(told(['NX1034', 'NX1007'], selecting('x', 'web'), pod)).toEqual(['NX1034 Pod a/web-1 container=main → NX1007']);
  });

  it('is a pod without DNS, and a label that no namespace has, where a rule for DNS misses the servers', () => {
    const pod = (name: string, namespace: string, ip: string, labels: object, dnsPolicy: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: { dnsPolicy, nodeName: 'good', containers: [{ name: 'c' }] },
      status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] },
    });
    const dns = { 'k8s-app': 'kube-dns' };
    const policy = (name: string, egress: readonly object[]) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace: 'shop' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress },
    });
    const objects = [
      node('good', 'True'),
      ...['kube-system', 'shop'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'kube-dns', namespace: 'kube-system', labels: dns },
        spec: { clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10'], selector: dns, ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] },
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'kube-dns-1', namespace: 'kube-system', labels: { 'kubernetes.io/service-name': 'kube-dns' } },
        addressType: 'IPv4',
        ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
        endpoints: [{ addresses: ['10.1.0.2'], nodeName: 'good', targetRef: { kind: 'Pod', name: 'coredns', namespace: 'kube-system' } }],
      },
      pod('coredns', 'kube-system', '10.1.0.2', dns, 'Default'),
      pod('web', 'shop', '10.1.0.3', {}, 'ClusterFirst'),
      policy('deny', []),
      policy('dns', [
        {
          to: [{ namespaceSelector: { matchLabels: { name: 'kube-system' } }, podSelector: { matchLabels: dns } }],
          ports: [{ port: 53, protocol: 'UDP' }],
        },
      ]),
    ];
    const rules = ['NX2018', 'NX2019', 'NX5005'];
    expect(told(rules, ...objects)).toEqual(['NX2019 NetworkPolicy shop/dns → NX2018 → NX5005']);
    expect(told(['NX2018', 'NX5005'], ...objects)).toEqual(['NX2018 Pod shop/web', 'NX5005 NetworkPolicy shop/dns']);
  });
});
