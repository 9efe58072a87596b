import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

/** Set by whoever makes load balancers. Source: kubernetes staging/src/k8s.io/cloud-provider/service/helpers/helper.go (1.36). */
const LOAD_BALANCER_CLEANUP = 'service.kubernetes.io/load-balancer-cleanup';

/** A cloud may take minutes to remove a load balancer; in milliseconds. */
const PATIENCE = 5 * 60 * 1000;

export default defineRule({
  code: 'NX1030',
  title: 'Service is stuck in its deletion',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  causes: [],
  check({ metadata }, cluster) {
    const { namespace = '', name, deletionTimestamp, finalizers = [] } = metadata;
    if (deletionTimestamp === undefined || finalizers.length === 0) return [];
    const waited = Date.parse(cluster.takenAt) - Date.parse(deletionTimestamp);
    if (waited < PATIENCE) return [];
    const object = refTo('Service', metadata);
    const balancer = finalizers.includes(LOAD_BALANCER_CLEANUP);
    return [
      {
        args: { namespace, service: name, minutes: Math.floor(waited / 60_000), finalizers: enumerate(finalizers), balancer },
        evidence: [
          { object, field: 'metadata.deletionTimestamp', value: deletionTimestamp, says: 'it is to be deleted' },
          { object, field: 'metadata.finalizers', value: finalizers.join(','), says: 'somebody must finish something first' },
        ] as const,
      },
    ];
  },
  message: ({ minutes, finalizers, balancer }) => {
    const awaited = balancer ? 'whoever made its load balancer has not removed it' : 'nobody has done what must come first';
    return `it is to be deleted since ${minutes} minutes, and ${awaited} (finalizers: ${finalizers})`;
  },
  remedy: ({ namespace, service, balancer }) =>
    balancer
      ? `See what the controller of its load balancer says (kubectl events -n ${namespace} --for service/${service}). Only if that controller is gone for good, remove the finalizer by hand, and the load balancer at its provider.`
      : `See to the controller that set the finalizer. Only if it is gone for good, remove the finalizer from Service ${namespace}/${service} by hand.`,
});
