/** Questions about one thing beside what a person would ask kubectl: in a cluster of 10 nodes, in one of 5,000, and there from far away. */
import { compareAll, type Question } from './comparison.ts';
import { comparisonTable, counterparts, grouped, sameCost } from './report.ts';
import { type Place, ROUND_TRIP, type Surroundings } from './surroundings.ts';

/** At most so many times kubectl's wall time. */
const BAR = 1.5;

/** A flow, and what a person would have to look at with kubectl to follow it. */
interface Flow {
  readonly title: string;
  readonly to: string;
  readonly kubectl: readonly string[];
}

/** A pod of namespace a, which is the same in both clusters. */
const CLIENT = 'pod/app-00-675c54595f-00000';

/** The client and the Service, each with its events and the Service with its endpoints; what joins them is left to the reader. */
const TO_SERVICE: Flow = { title: 'path pod → svc/foo', to: 'svc/foo:80', kubectl: ['describe', CLIENT, 'svc/foo', '-n', 'a'] };

/** Whose address it is, and which Service has the port: neither can be selected by the server. No bar, since both grow with the cluster. */
const TO_NODE_PORT: Flow = {
  title: "path pod → another node's NodePort",
  to: '172.16.0.7:30080',
  kubectl: ['get', 'nodes,services', '-A', '-o', 'json'],
};

/** Asks everything `runs` times, each command in turn with the others, and gives the tables. */
export async function questionTable(surroundings: Surroundings, runs: number): Promise<string> {
  const small: Place = { cluster: await surroundings.clusterOf(10) };
  const large: Place = { cluster: await surroundings.clusterOf(5_000) };
  const far: Place = { ...large, distance: 'far' };
  const questions = [
    startUp(surroundings),
    ...[small, large, far].map((place) => explain('foo', place, surroundings)),
    ...[small, large].map((place) => explain('open', place, surroundings)),
    ...[small, large, far].map((place) => path(TO_SERVICE, place, surroundings)),
    ...[small, large].map((place) => path(TO_NODE_PORT, place, surroundings)),
  ];
  const comparisons = await compareAll(questions, runs);
  const same = [comparisons.slice(1, 3), comparisons.slice(6, 8)].flatMap(([inSmall, inLarge]) =>
    inSmall === undefined || inLarge === undefined ? [] : [sameCost(inSmall, inLarge)],
  );
  return [comparisonTable(comparisons), '', counterparts(comparisons), '', ...same].join('\n');
}

function startUp({ netexplain, kubectl }: Surroundings): Question {
  return { title: 'version', bar: BAR, netexplain: netexplain(['version']), kubectl: kubectl(['version', '--client']) };
}

/** Service foo is a ClusterIP Service; open is a NodePort Service, whose answer needs the list of nodes: that has no bar. */
function explain(service: string, place: Place, { netexplain, kubectl }: Surroundings): Question {
  return {
    ...about(`svc/${service}`, place),
    ...(service === 'foo' && { bar: BAR }),
    netexplain: netexplain([`svc/${service}`, '-n', 'a'], place),
    kubectl: kubectl(['describe', 'svc', service, '-n', 'a'], place),
  };
}

function path({ title, to, kubectl: beside }: Flow, place: Place, { netexplain, kubectl }: Surroundings): Question {
  return {
    ...about(title, place),
    netexplain: netexplain(['path', CLIENT, to, '-n', 'a'], place),
    kubectl: kubectl(beside, place),
  };
}

function about(title: string, { cluster, distance }: Place): Pick<Question, 'title' | 'cluster'> {
  return { title: `${title}, ${grouped(cluster.nodes)} nodes${distance === 'far' ? `, ${ROUND_TRIP} ms away` : ''}`, cluster };
}
