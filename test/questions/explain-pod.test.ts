import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { ALL_KINDS, KINDS, type Kind } from '../../src/model/kind.ts';
import type { Need } from '../../src/model/listing.ts';
import type { PodReport } from '../../src/model/pod-report.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import type { ServiceReport } from '../../src/model/service-report.ts';
import { explain, explainPlan } from '../../src/questions/explain/index.ts';
import { readPlan } from '../../src/questions/reading-plan.ts';
import { fieldExists } from '../support/field-path.ts';
import { type LabRow, labObjects, labRows } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = readObjects(labObjects(), { takenAt: NOW });
const index = indexSnapshot(lab);
const PODS = (explain(lab, { object: 'pod', allNamespaces: true }) as ReportListOf<PodReport>).items;
const SERVICES = (explain(lab, { object: 'svc', allNamespaces: true }) as ReportListOf<ServiceReport>).items;

function labWithout(kind: Kind) {
  const gap = { kind, scope: {}, reason: 'forbidden', message: 'no' } as const;
  const readings = lab.readings.map((reading) =>
    reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } as const } : reading,
  );
  return { ...lab, readings };
}

function one(object: string, cluster = lab): PodReport {
  return explain(cluster, { object }) as PodReport;
}

interface Spec {
  readonly [field: string]: unknown;
}

/** A small cluster of one pod `a/x` on node `n1`, and whatever else is given. */
function story(spec: Spec, others: readonly object[] = [], status: Spec = {}): PodReport {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', namespace: 'a', labels: { app: 'x' } },
    spec: { nodeName: 'n1', containers: [], ...spec },
    status: {
      phase: 'Running',
      podIP: '10.1.0.5',
      podIPs: [{ ip: '10.1.0.5' }],
      conditions: [{ type: 'Ready', status: 'True' }],
      ...status,
    },
  };
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1' },
    spec: { podCIDRs: ['10.1.0.0/24'] },
    status: { addresses: [{ type: 'InternalIP', address: '192.0.2.1' }], conditions: [{ type: 'Ready', status: 'True' }] },
  };
  return one('pod/a/x', readObjects([pod, node, ...others], { takenAt: NOW, complete: true }));
}

describe('the verdict', () => {
  it.each([
    ['a/web-675c54595f-7n6qp', 'ready', 'Its address is 10.244.1.3, on node1 (172.30.0.11).'],
    ['a/sick-665785fddb-hwsjt', 'not-ready', 'readiness probe of container echo does not pass'],
    ['a/gated', 'not-ready', 'readiness gate'],
    ['a/pending', 'not-running', 'no node has been found for it'],
    ['a/badimage', 'not-running', 'container echo waits'],
    ['a/done', 'finished', 'has ended (phase Succeeded)'],
    ['a/hostnet', 'ready', 'It shares the network of node3 (172.30.0.13).'],
  ])('of %s is %s, and says: %s', (name, outcome, says) => {
    const report = one(`pod/${name}`);
    expect(report.outcome).toBe(outcome);
    expect(report.summary).toContain(says);
  });

  it('of a pod whose state its node no longer tells is unknown', () => {
    expect(story({}, [], { conditions: [{ type: 'Ready', status: 'Unknown' }] }).outcome).toBe('unknown');
  });
});

describe('its network namespace', () => {
  it('has an address of a pod CIDR of its node', () => {
    const { network } = one('pod/a/web-675c54595f-7n6qp');
    expect(network).toMatchObject({ node: 'node1', nodeIPs: ['172.30.0.11'], zone: 'z1', hostNetwork: false, live: true });
    expect(network.addresses).toEqual([{ address: '10.244.1.3', family: 'IPv4', from: 'podCIDR', podCIDR: '10.244.1.0/24' }]);
  });

  it('has an address outside it where the plugin keeps ranges of its own, and says that this is an assumption', () => {
    const { network, assumptions } = story({}, [], { podIP: '172.16.9.9', podIPs: [{ ip: '172.16.9.9' }] });
    expect(network.addresses).toEqual([{ address: '172.16.9.9', family: 'IPv4', from: 'outside' }]);
    expect(assumptions.map(({ id }) => id)).toContain('plugin-addressing');
  });

  it("is the node's own with hostNetwork", () => {
    expect(one('pod/a/hostnet').network).toMatchObject({ hostNetwork: true, addresses: [{ address: '172.30.0.13', from: 'node' }] });
  });

  it('is of unknown origin where the node may not be read', () => {
    const { network } = one('pod/a/web-675c54595f-7n6qp', labWithout('Node'));
    expect(network).toMatchObject({ nodeIPs: 'unknown', addresses: [{ from: 'unknown' }] });
  });
});

describe('its containers', () => {
  const container = (name: string, ports: readonly object[], more: Spec = {}) => ({ name, ports, ...more });

  it('are told with sidecars and init containers in the order in which they start', () => {
    const { containers } = one('pod/a/sidecar');
    expect(containers.map(({ name, type, state }) => [name, type, state])).toEqual([
      ['proxy', 'sidecar', 'running'],
      ['main', 'container', 'running'],
    ]);
  });

  it('have probes whose port is looked up among their own ports', () => {
    const probe = (port: number | string) => ({ httpGet: { port, path: '/ok' } });
    const { containers } = story({
      containers: [
        container('web', [{ name: 'http', containerPort: 8080 }], {
          readinessProbe: probe('http'),
          livenessProbe: probe('admin'),
          startupProbe: { exec: { command: ['true'] } },
        }),
        container('side', [{ name: 'admin', containerPort: 9000 }]),
      ],
    });
    expect(containers[0]?.probes).toEqual([
      { type: 'startup', handler: 'exec' },
      { type: 'readiness', handler: 'httpGet', target: 'http', port: 8080, path: '/ok' },
      { type: 'liveness', handler: 'httpGet', target: 'admin', port: null, path: '/ok' },
    ]);
  });

  it('of which two claim one port and protocol are in conflict, but not with an init container that ends before', () => {
    const { portConflicts } = story({
      initContainers: [container('setup', [{ containerPort: 53, protocol: 'UDP' }])],
      containers: [
        container('one', [{ containerPort: 8080 }, { containerPort: 53, protocol: 'UDP' }]),
        container('two', [{ containerPort: 8080 }, { containerPort: 53, protocol: 'TCP' }]),
      ],
    });
    expect(portConflicts).toEqual([{ port: 8080, protocol: 'TCP', containers: ['one', 'two'] }]);
  });

  it.each([
    ['no hostIP', undefined, ['192.0.2.1']],
    ['0.0.0.0', '0.0.0.0', ['192.0.2.1']],
    ['loopback', '127.0.0.1', ['127.0.0.1']],
  ])('open a hostPort with %s on the addresses that it names', (_what, hostIP, addresses) => {
    const { hostPorts } = story({ containers: [container('web', [{ containerPort: 80, hostPort: 8080, hostIP }])] });
    expect(hostPorts).toMatchObject([{ via: 'hostPort', port: 8080, containerPort: 80, addresses }]);
  });
});

describe('the Services behind which it stands', () => {
  const fates = (report: PodReport) =>
    report.services.flatMap(({ name, ports }) => ports.map(({ port, sends, why }) => [`${name}:${port}`, sends, why]));

  it('send traffic, or do not, each for its reason', () => {
    expect(fates(one('pod/a/sick-665785fddb-hwsjt'))).toEqual([
      ['allunready:80', 'no', 'it is not ready'],
      ['allunready-pub:80', 'yes', undefined],
      ['sick-headless:8080', 'no', 'it is not ready'],
      ['sick-headless-pub:8080', 'yes', undefined],
    ]);
    expect(fates(one('pod/a/web-675c54595f-7n6qp'))).toContainEqual(['badname:80', 'no', 'no container has a port named "htpp"']);
    expect(fates(one('pod/a/web-675c54595f-7n6qp'))).toContainEqual([
      'itp-local-all:80',
      'yes',
      'only from its own node (internalTrafficPolicy Local)',
    ]);
  });

  it('without a selector count where a slice names the pod', () => {
    const service = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'a' },
      spec: { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'], ipFamilies: ['IPv4'], ports: [{ port: 80, targetPort: 8080 }] },
    });
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'manual-1', namespace: 'a', labels: { 'kubernetes.io/service-name': 'manual' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.1.0.5'], conditions: { ready: true } }],
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    };
    const { services } = story({}, [service('manual'), service('other'), slice]);
    expect(services).toMatchObject([{ name: 'manual', by: 'slice', ports: [{ sends: 'yes', podPort: 8080, slices: ['manual-1'] }] }]);
  });

  it('are as the reports of the Services have them', () => {
    const told = PODS.filter(({ pod }) => pod.namespace !== 'kube-system').flatMap(({ pod, services }) =>
      services.flatMap(({ name, ports }) =>
        ports.flatMap(({ port, protocol, sends }) => (sends === 'yes' ? [`${pod.namespace}/${name}:${port}/${protocol} ${pod.name}`] : [])),
      ),
    );
    const used = SERVICES.filter(({ service }) => service.namespace !== 'kube-system').flatMap(({ service, ports }) =>
      ports.flatMap(({ port, protocol, endpoints }) =>
        endpoints.flatMap(({ pod, usableFrom }) =>
          pod !== undefined && (usableFrom === 'all' || usableFrom.length > 0)
            ? [`${service.namespace}/${service.name}:${port}/${protocol} ${pod}`]
            : [],
        ),
      ),
    );
    expect(used.length).toBeGreaterThan(50);
    expect([...new Set(told)].sort()).toEqual([...new Set(used)].sort());
  });

  it('are unknown port by port where the slices may not be read, and as a whole where the Services may not', () => {
    const withoutSlices = one('pod/a/sick-665785fddb-hwsjt', labWithout('EndpointSlice'));
    expect(withoutSlices.services.flatMap(({ ports }) => ports.map(({ sends }) => sends))).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
    const withoutServices = one('pod/a/sick-665785fddb-hwsjt', labWithout('Service'));
    expect(withoutServices).toMatchObject({ services: [], servicesComplete: false });
    expect(withoutServices.summary).toContain('Which Services send traffic to it is unknown.');
  });
});

describe('its NetworkPolicies', () => {
  const isolation = ({ policies: { ingress, egress } }: PodReport) =>
    [ingress, egress].map(({ isolated, policies }) => [isolated, ...policies].join(' '));
  const told = ({ allows }: PodReport['policies']['ingress']) =>
    allows.map(({ ports, peers }) => `${ports}: ${peers.map(({ says, policy }) => `${says} (${policy.name})`).join('; ')}`);

  it('isolate it by direction', () => {
    expect(isolation(one('pod/prod/pg-69df697644-ctdjg'))).toEqual(['yes default-deny-ingress pg-from-front', 'yes pg-from-front']);
    expect(isolation(one('pod/prod/cli-5h9wq'))).toEqual(['yes default-deny-ingress', 'no']);
    expect(isolation(one('pod/a/solo'))).toEqual(['no', 'no']);
  });

  it('let in the union of what they allow, port by port', () => {
    expect(told(one('pod/prod/api-5fddb78bd4-4p6f5').policies.ingress)).toEqual([
      'TCP 8080 (http): 172.30.0.0/24 without 172.30.0.99/32 (api-from-cidr); all pods of namespaces with team=a (api-from-team-a); pods with app=front of namespace prod (api-from-team-a)',
      'TCP 8081-8443: 172.30.0.0/24 without 172.30.0.99/32 (api-from-cidr)',
    ]);
    expect(told(one('pod/prod/cli-5h9wq').policies.ingress)).toEqual([]);
    expect(told(one('pod/prod/front-86b844d6d4-wdtql').policies.ingress)).toEqual(['every port: everybody (front-open)']);
  });

  it('let out the union, where a named port stays a name', () => {
    const policy = (name: string, egress: readonly object[]) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace: 'a' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress },
    });
    const report = story({}, [
      policy('names', [{ to: [{ podSelector: {} }], ports: [{ port: 'http' }, { protocol: 'UDP', port: 53 }] }]),
      policy('tcp', [{ ports: [{ protocol: 'TCP' }] }]),
    ]);
    expect(told(report.policies.egress)).toEqual([
      'every port of TCP: everywhere (tcp)',
      'UDP 53: all pods of namespace a (names)',
      'the TCP port named http: all pods of namespace a (names)',
    ]);
  });

  it('stand between the rules of administrators, which are told in their order', () => {
    const policy = (name: string, tier: string, priority: number) => ({
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name },
      spec: { tier, priority, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
    });
    const { before, after } = story({}, [policy('late', 'Admin', 9), policy('early', 'Admin', 1), policy('base', 'Baseline', 5)]).policies
      .ingress;
    expect(before.map(({ policy: { name }, says }) => `${name} ${says}`)).toEqual([
      'early keeps out all pods of all namespaces, on every port',
      'late keeps out all pods of all namespaces, on every port',
    ]);
    expect(after.map(({ policy: { name } }) => name)).toEqual(['base']);
  });

  it('are unknown where they may not be read', () => {
    const { ingress } = one('pod/a/solo', labWithout('NetworkPolicy')).policies;
    expect([ingress.isolated, ingress.doubts]).toEqual(['unknown', ['not all NetworkPolicy objects could be read']]);
  });

  it('are open where a policy that is not followed here selects the pod', () => {
    const cilium = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'l7', namespace: 'a' },
      spec: { endpointSelector: {}, ingress: [{}] },
    };
    expect(story({}, [cilium]).policies.ingress.doubts).toEqual(['CiliumNetworkPolicy a/l7 selects it, and is not followed here']);
  });
});

describe('its DNS set-up', () => {
  type FileRow = LabRow & { readonly text: string };
  const rows = labRows('nftables').filter((row): row is FileRow => row.kind === 'file' && /^pod /.test(row.from));
  const files = rows.map(
    (row) => [/^pod (\S+)/.exec(row.from)?.[1] ?? '', row.to.includes('hosts') ? '/etc/hosts' : '/etc/resolv.conf', row.text] as const,
  );
  const value = (entries: PodReport['dns']['search']) => entries.flatMap((entry) => (entry.value === null ? [] : [entry.value]));

  it('is held against the files of the lab', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  it.each(files.filter(([, file]) => file === '/etc/resolv.conf'))('of %s is what %s of the lab had', (name, _file, text) => {
    const { dns } = one(`pod/${name}`);
    const line = (key: string) =>
      text
        .split('\n')
        .filter((one) => one.startsWith(`${key} `))
        .flatMap((one) =>
          one
            .split(/\s+/)
            .slice(1)
            .filter((word) => word !== ''),
        );
    for (const [key, entries] of [
      ['nameserver', dns.nameservers],
      ['search', dns.search],
      ['options', dns.options],
    ] as const) {
      const fromNode = entries.some(({ from }) => from === 'node');
      if (fromNode) expect(line(key)).toEqual(expect.arrayContaining([...value(entries)]));
      else expect([...line(key)].sort()).toEqual([...value(entries)].sort());
    }
  });

  it.each(files.filter(([, file]) => file === '/etc/hosts'))('of %s has the hostAliases that %s of the lab had', (name, _file, text) => {
    for (const { ip, hostnames } of one(`pod/${name}`).dns.hostAliases)
      expect(text.replace(/\s+/g, ' ')).toContain(`${ip} ${hostnames.join(' ')}`);
  });

  it.each([
    ['ClusterFirst', false, 'ClusterFirst'],
    ['ClusterFirst', true, 'Default'],
    ['ClusterFirstWithHostNet', true, 'ClusterFirst'],
    ['Default', false, 'Default'],
    ['None', true, 'None'],
  ])('%s with hostNetwork %s acts as %s', (dnsPolicy, hostNetwork, actsAs) => {
    expect(story({ dnsPolicy, hostNetwork }).dns.actsAs).toBe(actsAs);
  });

  it('has no nameserver to name where the cluster has no DNS Service', () => {
    const { dns, coverage } = story({});
    expect(dns.nameservers).toEqual([{ value: null, from: 'cluster' }]);
    expect(coverage.notChecked.map(({ what }) => what)).toContain("the cluster's nameserver");
  });
});

describe('every report of the lab', () => {
  it('shows evidence that exists', () => {
    const evidence = PODS.flatMap(({ findings }) => findings.flatMap((finding) => finding.evidence));
    expect(evidence.filter((shown) => !fieldExists(lab, shown))).toEqual([]);
    expect(PODS.length).toBe(56);
  });

  const answer = (cluster: typeof lab, object: string) => {
    const { coverage: _coverage, ...rest } = one(object, cluster);
    return rest;
  };

  it('is the same for a reader that answers only what is asked, within 4 rounds', async () => {
    for (const { question } of PODS) {
      let rounds = 0;
      const read = async (needs: readonly Need[]) => {
        rounds += 1;
        return needs.map((need) => {
          const { kind, only, ...scope } = need;
          return { need, listing: only === undefined ? index.list(kind, scope) : index.metadata(kind, scope) };
        });
      };
      const snapshot = await readPlan(explainPlan({ object: question.object }), read, NOW);
      expect(answer(snapshot, question.object)).toEqual(answer(lab, question.object));
      expect(rounds).toBeLessThanOrEqual(4);
      const whole = snapshot.readings.filter(({ need: { kind: _kind, only: _only, ...scope } }) => Object.keys(scope).length === 0);
      // Policies of the whole cluster are few, however large it is.
      expect(whole.filter(({ need }) => need.only === undefined && KINDS[need.kind].namespaced)).toEqual([]);
    }
  });

  it.each(ALL_KINDS.filter((kind) => kind !== 'Pod'))('keeps its verdict and turns answers only into unknown without %s', (kind) => {
    const hidden = labWithout(kind);
    for (const report of PODS) {
      const changed = one(report.question.object, hidden);
      expect([report.question.object, changed.outcome]).toEqual([report.question.object, report.outcome]);
      for (const { name, ports } of changed.services) {
        const before = report.services.find((service) => service.name === name);
        const turned = ports.filter(({ sends }, at) => sends !== 'unknown' && sends !== before?.ports[at]?.sends);
        expect([report.question.object, name, turned]).toEqual([report.question.object, name, []]);
      }
    }
  });
});

describe('a pod that is not there', () => {
  it.each([
    ['pod/a/solos', 'namespace a has a Pod "solo": did you mean that?'],
    ['pod/b/solo', 'namespace a has a Pod "solo": try -n a'],
    ['pod/nowhere/solo', 'namespace "nowhere" does not exist'],
  ])('%s is told in the words of kubectl, with a hint: %s', (object, hint) => {
    expect(() => one(object)).toThrow(`Error from server (NotFound): pods "${object.split('/')[2]}" not found\nhint: ${hint}`);
  });

  it('is not confused with one that may not be read', () => {
    expect(() => one('pod/a/solo', labWithout('Pod'))).toThrow('Error from server (Forbidden): no');
  });
});
