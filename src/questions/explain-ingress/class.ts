import { defaultClasses, type Serving } from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { IngressClassReport } from '../../model/ingress-report.ts';
import { knownItems } from '../../model/listing.ts';

/** The class of an Ingress in words: where it is named, whether it exists, and whose it is. */
export function classReport({ classing, controller }: Serving, cluster: ClusterIndex): IngressClassReport {
  const classes = cluster.list('IngressClass');
  const ingressClass = 'ingressClass' in classing ? classing.ingressClass : undefined;
  const parameters = ingressClass?.spec.parameters;
  const exists = ingressClass !== undefined ? 'yes' : classes.state === 'complete' ? 'no' : 'unknown';
  return {
    by: classing.state === 'no-class' ? 'none' : classing.state === 'annotation' ? 'annotation' : 'field',
    ...('name' in classing ? { name: classing.name } : {}),
    exists,
    ...(controller === undefined ? {} : { controller }),
    ...(parameters === undefined
      ? {}
      : {
          parameters: {
            kind: parameters.kind,
            name: parameters.name,
            ...(parameters.namespace === undefined ? {} : { namespace: parameters.namespace }),
          },
        }),
    defaults: defaultClasses(knownItems(classes)).map(({ metadata }) => metadata.name),
    says: whatItMeans({ classing, ...(controller === undefined ? {} : { controller }) }),
  };
}

function whatItMeans({ classing, controller }: Pick<Serving, 'classing' | 'controller'>): string {
  switch (classing.state) {
    case 'class':
      return `IngressClass ${classing.name} is served by the controller ${controller}`;
    case 'no-such-class':
      return `there is no IngressClass ${classing.name}: no controller serves this Ingress`;
    case 'annotation':
      return controller === undefined
        ? `the old annotation names ${classing.name}: a controller that goes by that name serves it, if there is one`
        : `the old annotation names ${classing.name}, commonly the class of that name, of the controller ${controller}`;
    case 'no-class':
      return classing.empty
        ? 'spec.ingressClassName is empty, which names no class and keeps the default away'
        : 'no class is named, and a default is filled in only when an Ingress is created: only controllers that take Ingresses without a class serve it';
    case 'unknown':
      return `whether IngressClass ${classing.name} exists could not be read`;
  }
}
