import {
  type Attachment,
  attachmentsOf,
  isReported,
  parentGateway,
  type RouteOf,
  reportedConditions,
  whyRouteFails,
} from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { ParentRef } from '../../model/resources/gateway-api.ts';
import type { Route } from '../../model/resources/route.ts';
import type { RouteListener, RouteParent } from '../../model/route-report.ts';
import { gatewayAddresses } from '../gateway-addresses.ts';
import { condition, hostsInWords } from '../gateway-words.ts';

/** What becomes of one parentRef of a route, and what controllers say of it. */
export function parentReport(of: RouteOf, index: number, cluster: ClusterIndex): RouteParent | undefined {
  const attachment = attachmentsOf(of, cluster)[index];
  if (attachment === undefined) return undefined;
  const { parentRef } = attachment;
  const { group, kind, name, namespace = of.route.metadata.namespace ?? '', sectionName, port } = parentRef;
  return {
    parent: { group, kind, namespace, name },
    ...(sectionName === undefined ? {} : { sectionName }),
    ...(port === undefined ? {} : { port }),
    accepted: condition(attachment),
    listeners: attachment.listeners.map((one) => listenerOf(one, of, attachment, cluster)),
    addresses: addressesOfParent(attachment.parent, cluster),
    reported: reportedOf(of.route, parentRef),
  };
}

/** The addresses of the Gateway behind a parent, and whose they are. */
export function addressesOfParent(parent: Attachment['parent'], cluster: ClusterIndex): RouteParent['addresses'] {
  const gateway = parentGateway(parent, cluster);
  return gateway === undefined ? [] : gatewayAddresses(gateway, cluster);
}

function listenerOf(
  { at, hosts, ...judgement }: Attachment['listeners'][number],
  of: RouteOf,
  { parent }: Attachment,
  cluster: ClusterIndex,
): RouteListener {
  const { name, port, protocol, hostname } = at.listener;
  const gateway = parentGateway(parent, cluster);
  const doubt = gateway === undefined || judgement.holds !== 'yes' ? undefined : whyRouteFails(of, at, gateway, cluster);
  return {
    name,
    port,
    protocol,
    ...(hostname === undefined ? {} : { hostname }),
    hosts: hostsInWords(hosts),
    ...condition(judgement),
    ...(doubt === undefined ? {} : { doubt }),
  };
}

function reportedOf({ status, metadata }: Route, wanted: ParentRef): RouteParent['reported'] {
  const namespace = (ref: ParentRef) => ref.namespace ?? metadata.namespace;
  return status.parents
    .filter(
      ({ parentRef, conditions }) =>
        parentRef.group === wanted.group &&
        parentRef.kind === wanted.kind &&
        parentRef.name === wanted.name &&
        namespace(parentRef) === namespace(wanted) &&
        parentRef.sectionName === wanted.sectionName &&
        parentRef.port === wanted.port &&
        isReported(conditions),
    )
    .map(({ controllerName, conditions }) => ({ controller: controllerName, conditions: reportedConditions(conditions, metadata) }));
}
