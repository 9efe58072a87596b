import { describe, expect, it } from 'vitest';
import { clusterOf, namespace, networkPolicy, pod, verdicts } from './cluster.ts';

const WEB = pod('a/web', { labels: { app: 'web' }, ip: '10.0.0.1', node: 'node1' });
const CLIENT = pod('b/client', { labels: { app: 'client' }, ip: '10.0.1.1', node: 'node2' });
const BASE = [namespace('a', { team: 'x' }), namespace('b'), namespace('istio-system'), WEB, CLIENT];

const policy = (apiVersion: string, kind: string, own: string | undefined, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'p', ...(own !== undefined && { namespace: own }) },
  spec,
});
const cilium = (spec: object, own = 'a') => policy('cilium.io/v2', 'CiliumNetworkPolicy', own, spec);
const clusterwide = (spec: object) => policy('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', undefined, spec);
const calico = (spec: object, own = 'a') => policy('projectcalico.org/v3', 'NetworkPolicy', own, spec);
const global = (spec: object) => policy('crd.projectcalico.org/v1', 'GlobalNetworkPolicy', undefined, spec);
const antrea = (spec: object) => policy('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', undefined, spec);
const authorization = (spec: object, own = 'a') => policy('security.istio.io/v1', 'AuthorizationPolicy', own, spec);
const mtls = (mode: string, own = 'istio-system') => policy('security.istio.io/v1beta1', 'PeerAuthentication', own, { mtls: { mode } });

const all = (spec: object) => ({ endpointSelector: {}, ...spec });

describe('policies of others', () => {
  it.each<[string, object, string | undefined]>([
    [
      'Cilium, of all pods of the namespace',
      cilium(all({ ingress: [{}] })),
      'CiliumNetworkPolicy a/p selects it, and is not followed here',
    ],
    [
      'Cilium, by a label with its source',
      cilium({ endpointSelector: { matchLabels: { 'k8s:app': 'web' } }, ingressDeny: [{}] }),
      'CiliumNetworkPolicy a/p selects it, and is not followed here',
    ],
    [
      'Cilium, by a label that only looks as if it named its source',
      cilium({ endpointSelector: { matchExpressions: [{ key: 'k8s.v1.cni.cncf.io/networks', operator: 'DoesNotExist' }] }, ingress: [{}] }),
      'CiliumNetworkPolicy a/p selects it, and is not followed here',
    ],
    ['Cilium, by another label', cilium({ endpointSelector: { matchLabels: { 'any:app': 'db' } }, ingress: [{}] }), undefined],
    [
      "Cilium, by a label of Cilium's own",
      cilium({ endpointSelector: { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'x' } }, ingress: [{}] }),
      'CiliumNetworkPolicy a/p may select it, and is not followed here',
    ],
    ['Cilium, of the other direction', cilium(all({ egress: [{}] })), undefined],
    ['Cilium, of another namespace', cilium(all({ ingress: [{}] }), 'b'), undefined],
    [
      'Cilium, of the cluster',
      clusterwide(all({ ingress: [{}] })),
      'CiliumClusterwideNetworkPolicy p selects it, and is not followed here',
    ],
    ['Cilium, of nodes', clusterwide({ nodeSelector: {}, ingress: [{}] }), undefined],
    [
      'Cilium, in several parts',
      { ...clusterwide({}), spec: undefined, specs: [all({ egress: [{}] }), all({ ingress: [{}] })] },
      'CiliumClusterwideNetworkPolicy p selects it, and is not followed here',
    ],
    ['Calico, of all pods', calico({ selector: 'all()' }), 'NetworkPolicy.projectcalico.org a/p selects it, and is not followed here'],
    [
      'Calico, without a selector',
      calico({ types: ['Ingress'] }),
      'NetworkPolicy.projectcalico.org a/p selects it, and is not followed here',
    ],
    [
      'Calico, by a label',
      calico({ selector: "app == 'web' && has(app)" }),
      'NetworkPolicy.projectcalico.org a/p selects it, and is not followed here',
    ],
    ['Calico, by labels that the pod has not', calico({ selector: "app in {'db', 'cache'}" }), undefined],
    ['Calico, not by a label that the pod has', calico({ selector: '!has(app)' }), undefined],
    [
      'Calico, by a selector that is not understood',
      calico({ selector: "app == 'web' || app starts with 'w'" }),
      'NetworkPolicy.projectcalico.org a/p may select it, and is not followed here',
    ],
    ['Calico, with egress rules alone', calico({ egress: [{ action: 'Deny' }] }), undefined],
    [
      'Calico, that shows a NetworkPolicy of Kubernetes once more',
      { ...calico({ selector: 'all()' }), metadata: { name: 'knp.default.deny', namespace: 'a' } },
      undefined,
    ],
    [
      'Calico, of the cluster, by namespaces',
      global({ namespaceSelector: "team == 'x'" }),
      'GlobalNetworkPolicy.crd.projectcalico.org p selects it, and is not followed here',
    ],
    ['Calico, of other namespaces', global({ namespaceSelector: "team == 'y'" }), undefined],
    ['Calico, of hosts', global({ selector: 'all()', preDNAT: true }), undefined],
    [
      'Antrea, once',
      antrea({ appliedTo: [{ podSelector: {} }], ingress: [{ action: 'Drop' }] }),
      'ClusterNetworkPolicy.crd.antrea.io p selects it, and is not followed here',
    ],
    [
      'Antrea, in a rule',
      antrea({ ingress: [{ appliedTo: [{ podSelector: { matchLabels: { app: 'web' } } }] }] }),
      'ClusterNetworkPolicy.crd.antrea.io p selects it, and is not followed here',
    ],
    ['Antrea, in a rule of the other direction', antrea({ egress: [{ appliedTo: [{ podSelector: {} }] }] }), undefined],
    [
      'Antrea, by a group',
      antrea({ appliedTo: [{ group: 'g' }], ingress: [{}] }),
      'ClusterNetworkPolicy.crd.antrea.io p may select it, and is not followed here',
    ],
    ['Istio, of a pod without a proxy', authorization({}), undefined],
  ])('%s', (_name, object, doubt) => {
    const { ingress } = verdicts('b/client → a/web', clusterOf([...BASE, object]));
    expect(ingress).toMatchObject({ verdict: doubt === undefined ? 'allowed' : 'unknown', doubts: doubt === undefined ? [] : [doubt] });
  });

  it.each<[string, object, string]>([
    ['an AuthorizationPolicy of its namespace', authorization({}), 'unknown'],
    ['one by its labels', authorization({ selector: { matchLabels: { app: 'web' } } }), 'unknown'],
    ['one by other labels', authorization({ selector: { matchLabels: { app: 'db' } } }), 'allowed'],
    ['one that only audits', authorization({ action: 'AUDIT' }), 'allowed'],
    ['one for the whole mesh', authorization({}, 'istio-system'), 'unknown'],
    ['one of another namespace', authorization({}, 'b'), 'allowed'],
    ['one for what a gateway serves', authorization({ targetRefs: [{ kind: 'Gateway', name: 'g' }] }), 'unknown'],
    ['mTLS demanded of the whole mesh', mtls('STRICT'), 'unknown'],
    ['mTLS that is not demanded', mtls('PERMISSIVE'), 'allowed'],
  ])('a pod in a mesh: %s', (_name, object, verdict) => {
    const meshed = pod('a/meshed', { labels: { app: 'web' }, ip: '10.0.0.2', containers: [{ name: 'c' }, { name: 'istio-proxy' }] });
    expect(verdicts('b/client → a/meshed', clusterOf([...BASE, meshed, object])).ingress.verdict).toBe(verdict);
  });

  it('a namespace in ambient mode is in the mesh', () => {
    const objects = [WEB, CLIENT, namespace('a', { 'istio.io/dataplane-mode': 'ambient' }), authorization({})];
    expect(verdicts('b/client → a/web', clusterOf(objects)).ingress.verdict).toBe('unknown');
  });

  it('a namespace of unknown labels may be in the mesh', () => {
    const objects = [...BASE, authorization({})];
    expect(verdicts('b/client → a/web', clusterOf(objects)).ingress.verdict).toBe('allowed');
    expect(verdicts('b/client → a/web', clusterOf(objects, ['Namespace'])).ingress.verdict).toBe('unknown');
  });

  it('the node of a pod is let in whatever they say, but not past a mesh', () => {
    const meshed = pod('a/meshed', { ip: '10.0.0.2', containers: [{ name: 'istio-proxy' }] });
    const judged = (to: string, object: object) => verdicts(`node:node1 → ${to}`, clusterOf([...BASE, meshed, object])).ingress.verdict;
    expect(judged('a/web', cilium(all({ ingress: [{}] })))).toBe('allowed');
    expect(judged('a/meshed', authorization({}))).toBe('unknown');
  });

  it('of nodes concern the programs of nodes', () => {
    const cluster = clusterOf([
      ...BASE,
      { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node1' } },
      clusterwide({ nodeSelector: {}, ingress: [{}] }),
    ]);
    expect(verdicts('b/client → node:node1', cluster).ingress.verdict).toBe('unknown');
  });

  it('leave open what a NetworkPolicy denies, too: some add up with it', () => {
    const cluster = clusterOf([...BASE, networkPolicy('a/deny', { podSelector: {} }), cilium(all({ ingress: [{}] }))]);
    expect(verdicts('b/client → a/web', cluster).ingress.verdict).toBe('unknown');
  });
});
