import {
  controllerSeen,
  dataPlaneOf,
  fitOf,
  type SeenController,
  type Serving,
  servedTogether,
  servingOf,
  validateIngress,
} from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { IngressAddress, IngressReport, IngressTLSReport } from '../../model/ingress-report.ts';
import { knownItems } from '../../model/listing.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import { ownersOfAddress } from '../address-owners.ts';
import { classReport } from './class.ts';
import { controllerReport } from './controller.ts';
import { lineReports } from './lines.ts';

/** What a report of an Ingress is made of. */
export interface IngressParts
  extends Pick<IngressReport, 'ingress' | 'class' | 'controller' | 'addresses' | 'lines' | 'rivalsComplete' | 'tls' | 'problems'> {
  readonly seen: SeenController;
}

/** All that is told of an Ingress, from what is known of a cluster. */
export function ingressParts(ingress: Ingress, cluster: ClusterIndex): IngressParts {
  const { namespace = '', name } = ingress.metadata;
  const serving = servingOf(ingress, cluster);
  const together = servedTogether(ingress, cluster);
  return {
    ingress: { namespace, name },
    class: classReport(serving, cluster),
    ...(serving.known === undefined ? {} : { controller: controllerReport(serving.known, cluster) }),
    seen: controllerSeen(serving, together, cluster),
    lines: lineReports(ingress, serving, together, cluster),
    rivalsComplete: together.state === 'complete',
    tls: tlsReports(ingress, cluster),
    problems: validateIngress(ingress),
    addresses: addressReports(ingress, serving, cluster),
  };
}

function tlsReports({ metadata, spec }: Ingress, cluster: ClusterIndex): readonly IngressTLSReport[] {
  const { namespace = '' } = metadata;
  const hasRule = (host: string) => spec.rules.some((rule) => fitOf(rule.host, host.toLowerCase()) !== undefined);
  return spec.tls.map(({ hosts, secretName }, index) => ({
    field: `spec.tls[${index}]`,
    hosts,
    ...(secretName === undefined ? {} : { secretName }),
    secret: secretName === undefined ? 'none' : secretState(namespace, secretName, cluster),
    hostsWithoutRule: hosts.filter((host) => !hasRule(host)),
  }));
}

/** Whether a Secret exists: its metadata is asked for, never what it holds. */
function secretState(namespace: string, name: string, cluster: ClusterIndex): 'present' | 'absent' | 'unknown' {
  const found = cluster.metadata('Secret', { namespace, name });
  if (knownItems(found).length > 0) return 'present';
  return found.state === 'complete' ? 'absent' : 'unknown';
}

function addressReports({ status }: Ingress, { known }: Serving, cluster: ClusterIndex): readonly IngressAddress[] {
  const { ingress } = status.loadBalancer;
  const inFront = known === undefined || ingress.length === 0 ? [] : knownItems(dataPlaneOf(known, cluster).services);
  return ingress.flatMap(({ ip, hostname, ports = [] }) => {
    const address = ip ?? hostname;
    return address === undefined ? [] : [{ address, owners: ownersOfAddress(address, inFront, cluster), ports }];
  });
}
