import { whySkipped } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { nodeIPs } from '../../../model/resources/node.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import type { Service } from '../../../model/resources/service.ts';
import { parseIp } from '../../../model/values/ip.ts';
import { describePort } from '../../../model/values/port.ts';
import { type AddressUse, addressUses, portsInCommon } from '../../facts/address-uses.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { groupBy } from '../../facts/group-by.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX7026',
  title: "externalIP is somebody else's address",
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['Node', 'Pod', 'Service'],
  wholeKinds: ['Node', 'Pod', 'Service'],
  causes: [],
  check(service, cluster) {
    if (service.spec.externalIPs.length === 0 || whySkipped(service) !== undefined) return [];
    const uses = addressUses(cluster);
    const hosts = hostAddresses(cluster);
    const hits = service.spec.externalIPs.flatMap((ip, index) => {
      const address = parseIp(ip)?.text ?? ip;
      const services = (uses.byAddress.get(address) ?? []).flatMap((use) => takenFrom(service, use, address));
      const owners = [...(hosts.byAddress.get(address) ?? []), ...services];
      if (owners.length === 0) return [];
      const { namespace = '', name } = service.metadata;
      return [
        {
          args: {
            namespace,
            service: name,
            address,
            owners: enumerate(owners.map((one) => one.says)),
            ports: enumerate(service.spec.ports.map(({ port, protocol }) => describePort({ port, protocol }))),
          },
          evidence: [
            {
              object: refTo('Service', service.metadata),
              field: `spec.externalIPs[${index}]`,
              value: ip,
              says: 'every node sends this address to the Service',
            },
            ...owners.map((one) => one.shown),
          ] as const,
        },
      ];
    });
    const gaps = [...uses.gaps, ...hosts.gaps];
    return hits.length > 0 || gaps.length === 0 ? hits : unjudged(gaps);
  },
  message: ({ address, owners, ports }) =>
    `its externalIP ${address} is ${owners}: on every node, what goes to port ${ports} of it goes to this Service`,
  remedy: ({ namespace, service, address }) =>
    `Unless that is meant, remove ${address} from spec.externalIPs of Service ${namespace}/${service}.`,
});

/** Somebody who has the address: `the address of node1`, and the field that shows it. */
interface Owner {
  readonly says: string;
  readonly shown: Evidence;
}

/** Services may share an address from outside as long as their ports differ; a Cluster IP belongs to one alone. */
function takenFrom(service: Service, { service: other, as, field }: AddressUse, address: string): readonly Owner[] {
  if (nameOf(other.metadata) === nameOf(service.metadata)) return [];
  if (as !== 'clusterIP' && portsInCommon(service, other).length === 0) return [];
  const says = `${ROLES[as]} of Service ${nameOf(other.metadata)}`;
  return [{ says, shown: { object: refTo('Service', other.metadata), field, value: address, says } }];
}

const ROLES = { clusterIP: 'the Cluster IP', externalIP: 'an externalIP', loadBalancer: 'the load balancer address' } as const;

interface HostAddresses {
  readonly byAddress: ReadonlyMap<string, readonly Owner[]>;
  readonly gaps: readonly Gap[];
}

const worked = new WeakMap<ClusterIndex, HostAddresses>();

/** The addresses of nodes and of pods that have their own. Worked out once for a cluster. */
function hostAddresses(cluster: ClusterIndex): HostAddresses {
  const known = worked.get(cluster);
  if (known !== undefined) return known;
  const nodes = cluster.list('Node');
  const pods = cluster.list('Pod');
  const ofNodes = knownItems(nodes).flatMap((node) =>
    nodeIPs(node).map(({ address }) => ({
      address,
      says: `an address of node ${node.metadata.name}`,
      field: `status.addresses[${node.status.addresses.findIndex((one) => one.address === address)}].address`,
      object: refTo('Node', node.metadata),
    })),
  );
  const ofPods = knownItems(pods)
    .filter((pod) => !pod.spec.hostNetwork && !isPodFinished(pod))
    .flatMap((pod) =>
      pod.status.podIPs.map(({ ip }, index) => ({
        address: ip,
        says: `the address of pod ${nameOf(pod.metadata)}`,
        field: `status.podIPs[${index}].ip`,
        object: refTo('Pod', pod.metadata),
      })),
    );
  const owners = [...ofNodes, ...ofPods].map(({ address, says, field, object }) => ({
    address: parseIp(address)?.text ?? address,
    owner: { says, shown: { object, field, value: address, says } },
  }));
  const byAddress = new Map([...groupBy(owners, (one) => one.address)].map(([address, all]) => [address, all.map((one) => one.owner)]));
  const addresses = { byAddress, gaps: [...gapsOf(nodes), ...gapsOf(pods)] };
  worked.set(cluster, addresses);
  return addresses;
}
