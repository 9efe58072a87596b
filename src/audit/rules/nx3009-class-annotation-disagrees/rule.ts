import { CLASS_ANNOTATION } from '../../../engines/ingress/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3009',
  title: 'Annotation names another class than the field',
  severity: 'warning',
  proof: 'certain',
  subject: 'Ingress',
  reads: [],
  causes: [],
  check({ metadata, spec }) {
    const annotated = metadata.annotations[CLASS_ANNOTATION];
    const { ingressClassName } = spec;
    if (annotated === undefined || ingressClassName === undefined || annotated === ingressClassName) return [];
    const object = refTo('Ingress', metadata);
    return [
      {
        args: { namespace: metadata.namespace ?? '', ingress: metadata.name, class: ingressClassName, annotated },
        evidence: [
          { object, field: 'spec.ingressClassName', value: ingressClassName, says: 'the class' },
          { object, field: `metadata.annotations["${CLASS_ANNOTATION}"]`, value: annotated, says: 'another class' },
        ],
      },
    ];
  },
  message: ({ class: name, annotated }) =>
    `spec.ingressClassName is ${name}, and the annotation kubernetes.io/ingress.class says ${annotated}: two controllers may take the Ingress, or none`,
  remedy: ({ namespace, ingress }) =>
    `Take the annotation kubernetes.io/ingress.class off Ingress ${namespace}/${ingress}: the field counts.`,
});
