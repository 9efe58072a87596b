import type { Report } from '../model/report.ts';
import type { Document } from './document.ts';

/**
 * A report as a person reads it: each kind has a view of its own, loaded when it is needed. `wide`: nothing is left out for its length.
 * `brief`: a long list ends in a count of what it leaves out.
 */
export async function documentOf(report: Report, wide: boolean, brief = false): Promise<Document> {
  switch (report.kind) {
    case 'Service':
      return (await import('./service.ts')).serviceDocument(report);
    case 'Pod':
      return (await import('./pod.ts')).podDocument(report);
    case 'Node':
      return (await import('./node.ts')).nodeDocument(report);
    case 'Ingress':
      return (await import('./ingress.ts')).ingressDocument(report);
    case 'Gateway':
      return (await import('./gateway.ts')).gatewayDocument(report);
    case 'HTTPRoute':
    case 'GRPCRoute':
      return (await import('./route.ts')).routeDocument(report);
    case 'NetworkPolicy':
      return (await import('./network-policy.ts')).networkPolicyDocument(report);
    case 'Address':
      return (await import('./address.ts')).addressDocument(report);
    case 'Path':
      return (await import('./path.ts')).pathDocument(report, wide);
    case 'Matrix':
      return (await import('./matrix.ts')).matrixDocument(report, wide);
    case 'Audit':
      return (await import('./audit.ts')).auditDocument(report, brief && !wide);
    case 'Dns':
      return (await import('./dns.ts')).dnsDocument(report, wide);
    case 'AddressMap':
      return (await import('./address-map.ts')).addressMapDocument(report);
    case 'Exposure':
      return (await import('./exposure.ts')).exposureDocument(report, { wide, brief: brief && !wide });
  }
}
