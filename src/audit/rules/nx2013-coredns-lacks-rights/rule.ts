import { DNS_SERVICE_SCOPE } from '../../../engines/dns/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, isPodReady, type Pod } from '../../../model/resources/pod.ts';
import type { RoleSubject } from '../../../model/resources/rbac.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { allows, grants, type Right } from '../../facts/grants.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** What CoreDNS is commonly given; where its account has no role at all, this one tells. */
const COMMON_ROLE = 'system:coredns';

const { namespace } = DNS_SERVICE_SCOPE;

export default defineRule({
  code: 'NX2013',
  title: 'CoreDNS may not read what it serves',
  severity: 'error',
  proof: 'certain',
  subject: 'ClusterRole',
  reads: ['Pod', 'ConfigMap', 'ClusterRole', 'ClusterRoleBinding'],
  wholeKinds: ['ClusterRole', 'ClusterRoleBinding'],
  causes: [],
  check({ metadata }, cluster) {
    const { accounts, gaps } = accountsOfCoreDns(cluster);
    const hits = accounts
      .filter(({ role, lacks }) => role === metadata.name && lacks.length > 0)
      .map(({ account, bound, lacks }) => {
        const says = bound ? `together with its other roles it lacks ${enumerate(lacks)}` : 'no ClusterRoleBinding gives it to the account';
        return {
          args: { role: metadata.name, account: `${namespace}/${account}`, bound, lacks: enumerate(lacks) },
          evidence: [{ object: refTo('ClusterRole', metadata), field: 'rules', says }] as const,
        };
      });
    return gaps.length > 0 && metadata.name === COMMON_ROLE ? unjudged(gaps) : hits;
  },
  message: ({ account, lacks }) =>
    `ServiceAccount ${account}, as which CoreDNS runs, may not list and watch ${lacks}: names of the cluster do not resolve`,
  remedy: ({ account, bound, role, lacks }) =>
    bound === true
      ? `Allow list and watch of ${lacks} in ClusterRole ${role}.`
      : `Bind it: kubectl create clusterrolebinding ${role} --clusterrole=${role} --serviceaccount=${String(account).replace('/', ':')}.`,
});

/** A ServiceAccount as which CoreDNS runs: the first ClusterRole that it has, and the resources that it may not list and watch. */
interface Account {
  readonly account: string;
  readonly role: string;
  readonly bound: boolean;
  readonly lacks: readonly string[];
}

const accountsOfCoreDns = perCluster((cluster): { readonly accounts: readonly Account[]; readonly gaps: readonly Gap[] } => {
  const pods = cluster.list('Pod', DNS_SERVICE_SCOPE);
  const given = grants(cluster);
  const gaps = [...gapsOf(pods), ...gapsOf(given)];
  if (gaps.length > 0) return { accounts: [], gaps };
  const servers = knownItems(pods).filter((pod) => !isPodFinished(pod) && pod.spec.containers.some(({ name }) => name === 'coredns'));
  const wanted = wantedBy(servers, cluster);
  const accounts = [...new Set(servers.map(({ spec }) => spec.serviceAccountName ?? 'default'))].map((account) => {
    const own = knownItems(given).filter(({ binding }) => binding.subjects.some((subject) => isAccount(subject, account)));
    const rules = knownItems(given).flatMap(({ binding, rules }) =>
      binding.subjects.some((subject) => isAccount(subject, account) || isGroupOfAccounts(subject)) ? rules : [],
    );
    const allowed = (right: Pick<Right, 'group' | 'resource'>) =>
      ['list', 'watch'].every((verb) => rules.some((rule) => allows(rule, { ...right, verb })));
    const [role = COMMON_ROLE] = own.map(({ binding }) => binding.roleRef.name).sort();
    return {
      account,
      role,
      bound: own.length > 0,
      lacks: wanted.filter((choices) => !choices.some(allowed)).map(([first]) => first.resource),
    };
  });
  return { accounts, gaps };
});

type Choices = readonly [Resource, ...Resource[]];
type Resource = Pick<Right, 'group' | 'resource'>;

/**
 * What CoreDNS lists: one of each row. Old versions read Endpoints; where a server is ready without EndpointSlices, it is one of them. Pods
 * matter only where their names are verified. Source: coredns plugin/kubernetes/controller.go, newdnsController (1.13).
 */
function wantedBy(servers: readonly Pod[], cluster: ClusterIndex): readonly Choices[] {
  const slices: Resource = { group: 'discovery.k8s.io', resource: 'endpointslices' };
  const configMap = cluster.get('ConfigMap', 'coredns', namespace);
  const verified = configMap.state === 'found' && /^\s*pods\s+verified\b/m.test(configMap.item.data['Corefile'] ?? '');
  return [
    [{ group: '', resource: 'services' }],
    [{ group: '', resource: 'namespaces' }],
    servers.some(isPodReady) ? [slices, { group: '', resource: 'endpoints' }] : [slices],
    ...(verified ? [[{ group: '', resource: 'pods' }] as const] : []),
  ];
}

function isAccount({ kind, name, namespace: of }: RoleSubject, account: string): boolean {
  if (kind === 'ServiceAccount') return name === account && of === namespace;
  return kind === 'User' && name === `system:serviceaccount:${namespace}:${account}`;
}

function isGroupOfAccounts({ kind, name }: RoleSubject): boolean {
  return kind === 'Group' && ['system:authenticated', 'system:serviceaccounts', `system:serviceaccounts:${namespace}`].includes(name);
}
