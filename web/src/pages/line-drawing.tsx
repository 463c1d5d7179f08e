/* The line as a drawing: stations with how busy they are, the way of the work, the bottleneck
 * named. A chunk of its own, since it carries React Flow. The table beside it says the same. */
import {
  Background,
  Controls,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  type Edge,
  type Node,
  type NodeProps,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useMemo, type ReactNode } from 'react';
import { flowsOf, stationName, type ModelDocument, type ResultDocument } from '../api/documents.ts';
import { formatPercent } from '../kit/format.ts';
import { placesOf, type Place } from '../kit/line-layout.ts';
import { usePreferences } from '../app/preferences.tsx';
import { useWords } from '../words/words.tsx';

interface StationData extends Record<string, unknown> {
  name: string;
  machines: string;
  utilisation: number | null;
  busy: string;
  bottleneck: string | null;
}
type StationNode = Node<StationData, 'station'>;

const sides = [Position.Left, Position.Right, Position.Top, Position.Bottom] as const;

function Station({ data }: NodeProps<StationNode>): ReactNode {
  return (
    <div className={data.bottleneck ? 'station station-bottleneck' : 'station'}>
      {sides.map((side) => (
        <Handle
          key={`in-${side}`}
          id={`in-${side}`}
          type="target"
          position={side}
          isConnectable={false}
        />
      ))}
      {sides.map((side) => (
        <Handle
          key={`out-${side}`}
          id={`out-${side}`}
          type="source"
          position={side}
          isConnectable={false}
        />
      ))}
      <div className="station-head">
        <b>{data.name}</b>
        <span>{data.machines}</span>
      </div>
      {data.utilisation !== null && (
        <>
          <div className="bar">
            <div className="bar-fill" style={{ width: `${data.utilisation * 100}%` }} />
          </div>
          <span className="station-busy">{data.busy}</span>
        </>
      )}
      {data.bottleneck && <span className="station-flag">{data.bottleneck}</span>}
    </div>
  );
}

const nodeTypes = { station: Station };

/* The sides by which an edge leaves and arrives, seen from where the two stations stand. */
function sidesOf(from: Place, to: Place): [Position, Position] {
  if (Math.abs(to.y - from.y) > Math.abs(to.x - from.x) * 0.8)
    return to.y > from.y ? [Position.Bottom, Position.Top] : [Position.Top, Position.Bottom];
  return to.x > from.x ? [Position.Right, Position.Left] : [Position.Left, Position.Right];
}

interface LineDrawingProps {
  model: ModelDocument;
  result: ResultDocument | null;
}

export default function LineDrawing({ model, result }: LineDrawingProps): ReactNode {
  const { t } = useWords();
  const { theme } = usePreferences();
  const { nodes, edges, hidden } = useMemo(() => {
    const places = placesOf(model);
    const nodes: StationNode[] = model.stations.map((station) => {
      const found = result?.stations.find((one) => one.id === station.id);
      const utilisation = found ? Math.min(1, found.utilisation.mean) : null;
      const isBottleneck = result?.bottleneck?.station === station.id;
      const busy =
        utilisation === null ? '' : t('model.busy', { share: formatPercent(utilisation) });
      return {
        id: station.id,
        type: 'station',
        position: places.get(station.id) ?? { x: 0, y: 0 },
        draggable: false,
        connectable: false,
        deletable: false,
        ariaLabel: [stationName(station), busy, isBottleneck ? t('model.bottleneck') : '']
          .filter(Boolean)
          .join(', '),
        data: {
          name: stationName(station),
          machines: t('model.machines', { count: station.machines }),
          utilisation,
          busy,
          bottleneck: isBottleneck ? t('model.bottleneck') : null,
        },
      };
    });
    const flows = flowsOf(model).filter(
      (flow) => flow.from !== null && flow.to !== null && flow.from !== flow.to,
    );
    const heaviest = Math.max(...flows.map((flow) => flow.weight), Number.MIN_VALUE);
    /* Rare ways would cover the drawing; how many are left out is said under it. */
    const shown =
      flows.length <= 30 ? flows : flows.filter((flow) => flow.weight >= heaviest * 0.05);
    const edges: Edge[] = shown.map((flow) => {
      const [out, into] = sidesOf(
        places.get(flow.from!) ?? { x: 0, y: 0 },
        places.get(flow.to!) ?? { x: 0, y: 0 },
      );
      return {
        id: `${flow.from}→${flow.to}`,
        source: flow.from!,
        target: flow.to!,
        sourceHandle: `out-${out}`,
        targetHandle: `in-${into}`,
        focusable: false,
        markerEnd: {
          type: MarkerType.ArrowClosed,
          width: 16,
          height: 16,
          color: 'var(--line-strong)',
          markerUnits: 'userSpaceOnUse',
        },
        style: { strokeWidth: 1 + 3 * (flow.weight / heaviest) },
      };
    });
    return { nodes, edges, hidden: flows.length - shown.length };
  }, [model, result, t]);
  const colorMode = theme === 'system' ? 'system' : theme;
  return (
    <>
      <div className="drawing">
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          colorMode={colorMode}
          fitView
          fitViewOptions={{ padding: 0.08, maxZoom: 1.1 }}
          minZoom={0.2}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          zoomOnScroll={false}
          preventScrolling={false}
          aria-label={t('model.drawing')}
          ariaLabelConfig={{
            'controls.ariaLabel': t('drawing.controls'),
            'controls.zoomIn.ariaLabel': t('drawing.zoom_in'),
            'controls.zoomOut.ariaLabel': t('drawing.zoom_out'),
            'controls.fitView.ariaLabel': t('drawing.fit'),
            'node.a11yDescription.default': t('drawing.node'),
          }}
        >
          <Background gap={24} />
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
      {hidden > 0 && <p className="field-note">{t('model.hidden_flows', { count: hidden })}</p>}
    </>
  );
}
