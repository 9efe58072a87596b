import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Service } from '../../model/resources/service.ts';
import { formatSelector, type Labels, selectorOfLabels } from '../../model/values/label-selector.ts';

/** What a Service's selector asks for. */
export interface Selection {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** `app=web,tier=front`. */
  readonly selector: string;
  /** Shows the selector. */
  readonly asks: Evidence;
}

/** The selector of a Service, in words and as evidence. */
export function selectionOf({ metadata }: Service, labels: Labels): Selection {
  const { namespace = '', name } = metadata;
  const selector = formatSelector(selectorOfLabels(labels));
  const asks = { object: refTo('Service', metadata), field: 'spec.selector', value: selector, says: 'these labels are asked for' };
  return { namespace, name, labels, selector, asks };
}
