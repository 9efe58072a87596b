import { clusterIPsOf, isHeadless } from '../../../model/resources/service.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { answerWith, type DnsAnswer, emptyAnswer } from './answer.ts';
import { type KubernetesContext, recordOf } from './kubernetes-context.ts';

/** An address of the server, and the name that NS records give it. */
interface Nameserver {
  readonly name: string;
  readonly ip: string;
}

/** The NS records of a zone. Source: coredns plugin/kubernetes/ns.go, nsAddrs; plugin/backend_lookup.go, NS (1.11 to 1.14). */
export function nameservers(context: KubernetesContext): DnsAnswer {
  const servers = serversOf(context);
  if ('kind' in servers) return servers;
  const names = [...new Set(servers.map(({ name }) => name))];
  const additional = servers.map(({ name, ip }) => recordOf(context, name, ip, familyOf(ip) === 'IPv4' ? 'A' : 'AAAA'));
  return answerWith(
    names.map((name) => recordOf(context, context.question.name, name)),
    'the name of the server',
    { additional },
  );
}

/** The addresses of `ns.dns` below the zone, which other types have no records of. */
export function nameserverAddresses(context: KubernetesContext): DnsAnswer {
  const { question } = context;
  const family = { A: 'IPv4', AAAA: 'IPv6' }[question.type];
  if (family === undefined) return emptyAnswer('NODATA', `the name of the server, without ${question.type} records`);
  const servers = serversOf(context);
  if ('kind' in servers) return servers;
  const ips = servers.filter(({ ip }) => familyOf(ip) === family).map(({ ip }) => ip);
  if (ips.length === 0) return emptyAnswer('NODATA', `the server has no ${family} address`);
  return answerWith(
    ips.map((ip) => recordOf(context, question.name, ip)),
    'the server itself',
  );
}

/** Its own addresses where they are told; else those of the Service that is meant for DNS, behind which the server is taken to stand. */
function serversOf({ cluster, options, zone }: KubernetesContext): readonly Nameserver[] | DnsAnswer {
  const { localIPs } = options;
  if (localIPs !== undefined) return localIPs.map((ip) => ({ name: `ns.dns.${zone}`, ip }));
  const found = cluster.get('Service', 'kube-dns', 'kube-system');
  const gaps = found.state === 'unknown' ? found.gaps : [];
  if (found.state !== 'found' || isHeadless(found.item)) {
    return emptyAnswer('UNKNOWN', 'behind which Services the server stands is not known', { gaps });
  }
  const { metadata } = found.item;
  return clusterIPsOf(found.item).map((ip) => ({ name: `${metadata.name}.${metadata.namespace}.svc.${zone}`, ip }));
}
