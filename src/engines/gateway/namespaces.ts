import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Need } from '../../model/listing.ts';
import type { NamespaceChoice } from '../../model/resources/gateway.ts';
import { formatSelector, type LabelSelector, selects } from '../../model/values/label-selector.ts';
import { ONE_BY_ONE } from '../service/index.ts';
import { type Judgement, judged } from './truth.ts';

/** The label that the API server itself puts on every namespace: its name. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * Whether a choice of namespaces takes one in; `home` is the namespace of the object that makes the choice. A Selector goes by the labels
 * of the Namespace object. Source: gateway-api apis/v1/gateway_types.go, RouteNamespaces and ListenerNamespaces (1.6).
 */
export function takesNamespace(choice: NamespaceChoice, home: string, namespace: string, cluster: ClusterIndex): Judgement {
  const says = (rest: string) => `namespaces from ${choice.from}: ${rest}`;
  switch (choice.from) {
    case 'All':
      return judged('yes', 'All', says('any'));
    case 'Same':
      return judged(namespace === home ? 'yes' : 'no', 'Same', says(`${home} alone`));
    case 'None':
      return judged('no', 'None', says('no namespace'));
    case 'Selector':
      return bySelector(choice, namespace, cluster);
    default:
      return judged('unknown', choice.from, says('the implementation decides what that means'));
  }
}

/** The Namespaces whose labels decide about a choice: one by one while they are few, else all. */
export function namespaceNeeds({ from, selector }: NamespaceChoice, namespaces: readonly string[]): readonly Need[] {
  if (from !== 'Selector' || isByName(selector)) return [];
  const distinct = [...new Set(namespaces)];
  if (distinct.length > ONE_BY_ONE) return [{ kind: 'Namespace', only: 'metadata' }];
  return distinct.map((name) => ({ kind: 'Namespace', only: 'metadata', name }));
}

/** Whether a selector looks at nothing but names, which need no reading. */
function isByName(selector: LabelSelector): boolean {
  return selector.every(({ key }) => key === NAME_LABEL);
}

function bySelector({ selector }: NamespaceChoice, namespace: string, cluster: ClusterIndex): Judgement {
  const wanted = formatSelector(selector);
  const verdict = (labels: Readonly<Record<string, string>>) => {
    const fits = selects(selector, { ...labels, [NAME_LABEL]: namespace });
    return judged(fits ? 'yes' : 'no', 'Selector', `namespace ${namespace} ${fits ? 'has' : 'does not have'} the labels ${wanted}`);
  };
  if (isByName(selector)) return verdict({});
  const listing = cluster.metadata('Namespace', { name: namespace });
  const [found] = knownItems(listing);
  if (found !== undefined) return verdict(found.metadata.labels);
  if (listing.state === 'complete') return judged('no', 'Selector', `namespace ${namespace} does not exist`);
  return judged('unknown', 'Selector', `the labels of namespace ${namespace} were not read`, gapsOf(listing));
}
