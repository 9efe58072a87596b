import { classOf, describeLine } from '../../../engines/ingress/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { judgeBackends } from '../../facts/ingress-lines.ts';
import { defineRule, unjudged } from '../../rule.ts';

const TARGET_TYPE = 'alb.ingress.kubernetes.io/target-type';

export default defineRule({
  code: 'NX3028',
  title: 'Load balancer needs a NodePort',
  severity: 'warning',
  proof: 'likely',
  subject: 'Ingress',
  reads: ['IngressClass', 'Service'],
  causes: [],
  check(ingress, cluster) {
    const { namespace = '', name, annotations } = ingress.metadata;
    const found = classOf(ingress, cluster.list('IngressClass'));
    if (found.state === 'unknown') return unjudged(found.gaps);
    const ingressClass = 'ingressClass' in found ? found.ingressClass : undefined;
    // Parameters of the class may set another target type, and are not in the API that is read.
    if (ingressClass?.spec.controller !== 'ingress.k8s.aws/alb' || ingressClass.spec.parameters !== undefined) return [];
    if ((annotations[TARGET_TYPE] ?? 'instance') !== 'instance') return [];
    return judgeBackends(ingress, cluster, ({ service, lines, asks }, target) => {
      if (target === undefined || target.spec.type !== 'ClusterIP' || target.metadata.annotations[TARGET_TYPE] === 'ip') return undefined;
      const shown = { object: refTo('Service', target.metadata), field: 'spec.type', value: 'ClusterIP', says: 'it has no NodePort' };
      return { args: { namespace, ingress: name, backend: service, lines: enumerate(lines.map(describeLine)) }, evidence: [asks, shown] };
    });
  },
  message: ({ namespace, backend, lines }) =>
    `${lines}: the AWS load balancer sends to nodes (target-type instance), and Service ${namespace}/${backend} has no NodePort`,
  remedy: ({ namespace, ingress, backend }) =>
    `Set ${TARGET_TYPE}: ip on Ingress ${namespace}/${ingress}, or make Service ${namespace}/${backend} a NodePort.`,
});
