// The agency in figures, arranged as everybody likes it; every number opens its rows.
import { ActionIcon, Button, Group, Menu, Modal, Select, Text, Tooltip } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconChartBar, IconDots, IconLayoutDashboard, IconPlus, IconPrinter } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useBlocker, useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { useMay, useMe } from "@/api/session";
import { DateText } from "@/ui/DateText";
import { Page } from "@/ui/Page";
import { Empty, Failure } from "@/ui/states";
import { WhoseSwitch, widest, type Whose } from "@/ui/WhoseSwitch";

import { ArrangeBar } from "./ArrangeBar";
import { ArrangeGrid } from "./ArrangeGrid";
import { added, changed } from "./arranging";
import { Grid } from "./Grid";
import { useLive } from "./live";
import { arrangementQuery, COUNTED, dashboardQuery, isEmptyAgency, sharedTables } from "./queries";
import { isRole } from "./address";
import { TileContents } from "./TileContents";
import { TileDialog } from "./TileDialog";
import { TileSkeleton } from "./TileSkeleton";
import { isCard, type Role, type Tile } from "./tiles";
import { ROLES, useArranging, type Arranging } from "./useArranging";
import { useAsking } from "./useAsking";

const SPANS = ["6", "12", "24"].map((months) => ({ value: months, label: `Last ${months} months` }));
const REACHING_BACK = ["business", "retention"];

export function DashboardPage() {
  const { role } = useSearch({ strict: false });
  const may = useMay();
  const ofRole = isRole(role) && may("settings:write") ? role : null;
  return <Dashboard key={ofRole ?? "mine"} role={ofRole} />;
}

interface DashboardProps {
  /** The dashboard that a role begins with; null for one's own. */
  role: Role | null;
}

function Dashboard({ role }: DashboardProps) {
  const { user, permissions } = useMe();
  const [whose, setWhose] = useLocalStorage<Whose>({
    key: `dashboard-whose-${user?.id ?? 0}`,
    defaultValue: "all",
    getInitialValueInEffect: false,
  });
  const [months, setMonths] = useLocalStorage({
    key: "dashboard-months",
    defaultValue: "12",
    getInitialValueInEffect: false,
  });
  const [dialog, setDialog] = useState<{ tile: Tile | null } | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  const reach = widest(permissions["policies:read"]);
  const arrangement = useQuery(arrangementQuery(role));
  const arranging = useArranging(role, arrangement.data);
  const tiles = arranging.draft?.tiles ?? arrangement.data?.tiles ?? [];
  const query = dashboardQuery(whose, Number(months));
  const figures = useQuery({ ...query, placeholderData: keepPreviousData, enabled: tiles.some(isCard) });
  useLive(query.queryKey, COUNTED);
  const asking = useAsking(whose);
  // Also those that stand there until it is saved: taking a tile away counts nothing again.
  const tables = sharedTables([...(arrangement.data?.tiles ?? []), ...tiles], asking);
  const asOf = figures.data?.as_of;
  const failure = figures.error ? { error: figures.error, onRetry: () => void figures.refetch() } : null;
  const contents = (tile: Tile) => (
    <TileContents tile={tile} figures={figures.data} failure={failure} asking={asking} tables={tables} />
  );

  function keep(tile: Tile) {
    setDialog(null);
    // As soon as it is drawn: a new one stands at the end.
    window.setTimeout(() => show(tile.id));
    arranging.change((now) => (now.some(({ id }) => id === tile.id) ? changed(now, tile) : added(now, tile)));
  }
  function body() {
    if (!arrangement.data)
      return arrangement.error ? (
        <Failure error={arrangement.error} onRetry={() => void arrangement.refetch()} />
      ) : (
        <Waiting />
      );
    if (arranging.draft)
      return (
        <ArrangeGrid
          tiles={tiles}
          onChange={arranging.change}
          onEdit={(tile) => setDialog({ tile })}
          onEmpty={() => add.current?.focus()}
        >
          {contents}
        </ArrangeGrid>
      );
    if (failure && !figures.data && tiles.length > 0 && tiles.every(isCard)) return <Failure {...failure} />;
    if (figures.data && isEmptyAgency(figures.data) && !role)
      return whose !== reach && reach !== "me" ? <NothingOfOnesOwn onWider={() => setWhose(reach)} /> : <EmptyAgency />;
    if (tiles.length === 0) return <NoTiles onArrange={arranging.begin} />;
    return (
      <Grid tiles={tiles} waiting={figures.isPlaceholderData}>
        {contents}
      </Grid>
    );
  }
  return (
    <Page
      title={role ? `What ${ROLES[role]} begin with` : "Dashboard"}
      subtitle={
        role ? (
          "The figures are those that you see."
        ) : asOf ? (
          <AsOf at={asOf} />
        ) : figures.isLoading ? (
          "Counting…"
        ) : undefined
      }
      actions={
        <Group gap="xs" className="lg-no-print">
          <WhoseSwitch scope={permissions["policies:read"]} value={whose} onChange={setWhose} />
          {tiles.some(({ kind }) => REACHING_BACK.includes(kind)) ? (
            <Select
              size="xs"
              w={150}
              aria-label="How far back"
              data={SPANS}
              value={months}
              allowDeselect={false}
              onChange={(chosen) => chosen && setMonths(chosen)}
            />
          ) : null}
          {arranging.draft ? null : <Ways role={role} arranging={arranging} origin={arrangement.data?.origin} />}
        </Group>
      }
    >
      {arranging.draft ? (
        <ArrangeBar
          arranging={arranging}
          hint={role ? `Everybody who is one of the ${ROLES[role]} and has arranged nothing sees this.` : HINT}
          add={add}
          onAdd={() => setDialog({ tile: null })}
          onCancel={arranging.leave}
        />
      ) : null}
      {body()}
      {dialog && arranging.draft ? (
        <TileDialog tiles={tiles} tile={dialog.tile} onKeep={keep} onClose={() => setDialog(null)} />
      ) : null}
      <Taken arranging={arranging} />
      <Leaving isChanged={arranging.isChanged && !arranging.isSaving} />
    </Page>
  );
}

function show(id: string) {
  const handle = document.querySelector<HTMLElement>(`[data-handle="${CSS.escape(id)}"]`);
  handle?.closest("[data-tile]")?.scrollIntoView({ block: "nearest" });
  handle?.focus({ preventScroll: true });
}

const HINT = "Drag tiles, or use their handles with the arrow keys; with Shift they change their size.";

interface AsOfProps {
  at: string;
}

function AsOf({ at }: AsOfProps) {
  return (
    <>
      As of <DateText value={at} />
    </>
  );
}

interface WaysProps {
  role: Role | null;
  arranging: Arranging;
  origin: string | undefined;
}

/** What can be done with the dashboard as a whole. */
function Ways({ role, arranging, origin }: WaysProps) {
  const may = useMay();
  const { user } = useMe();
  const go = useNavigate();
  const mayArrange = origin !== undefined && (role !== null || (user !== null && may("me:write")));
  return (
    <>
      {mayArrange ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconLayoutDashboard size={16} stroke={1.6} />}
          onClick={arranging.begin}
        >
          Arrange
        </Button>
      ) : null}
      <Tooltip label="Print">
        <ActionIcon variant="default" size={30} aria-label="Print" onClick={() => window.print()} visibleFrom="sm">
          <IconPrinter size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      {mayArrange && (origin === "own" || role !== null || may("settings:write")) ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label="More about the dashboard">
              <IconDots size={17} stroke={1.6} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {role === null && origin === "own" ? (
              <Menu.Item onClick={arranging.giveUp}>Go back to the dashboard of my role</Menu.Item>
            ) : null}
            {role !== null && origin === "role" ? (
              <Menu.Item onClick={arranging.giveUp}>Go back to what came with LeadGen</Menu.Item>
            ) : null}
            {role !== null ? (
              <Menu.Item onClick={() => void go({ to: "/dashboard" })}>To my own dashboard</Menu.Item>
            ) : null}
            {may("settings:write") ? (
              <>
                <Menu.Label>What a role begins with</Menu.Label>
                {(Object.keys(ROLES) as Role[])
                  .filter((each) => each !== role)
                  .map((each) => (
                    <Menu.Item key={each} onClick={() => void go({ to: "/dashboard", search: { role: each } })}>
                      {ROLES[each].charAt(0).toUpperCase() + ROLES[each].slice(1)}
                    </Menu.Item>
                  ))}
              </>
            ) : null}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </>
  );
}

interface TakenProps {
  arranging: Arranging;
}

/** It was arranged in another window meanwhile: which of the two is to stay? */
function Taken({ arranging: { isTaken, isSaving, stay, takeOther, save } }: TakenProps) {
  return (
    <Modal opened={isTaken} onClose={stay} title="The dashboard was arranged elsewhere meanwhile">
      <Text size="sm">
        Since you began, it was saved in another window or by somebody else. Keep that one and lose what you did here,
        or put yours in its place?
      </Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={stay}>
          Back to arranging
        </Button>
        <Button variant="default" onClick={takeOther}>
          Keep the other
        </Button>
        <Button loading={isSaving} onClick={() => save("over")}>
          Put mine in its place
        </Button>
      </Group>
    </Modal>
  );
}

interface LeavingProps {
  isChanged: boolean;
}

/** Somebody goes to another page with steps that are not kept. */
function Leaving({ isChanged }: LeavingProps) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isChanged,
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  });
  return (
    <Modal opened={status === "blocked"} onClose={() => reset?.()} title="Leave without saving?">
      <Text size="sm">What you arranged is not saved yet.</Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={() => reset?.()}>
          Back to arranging
        </Button>
        <Button color="red" onClick={() => proceed?.()}>
          Leave
        </Button>
      </Group>
    </Modal>
  );
}

const FIRST = [
  ...[1, 2, 3, 4].map((place) => ({ id: `${place}`, width: 3, height: 1 })),
  { id: "5", width: 8, height: 3 },
  { id: "6", width: 4, height: 3 },
];

function Waiting() {
  const tiles = FIRST.map((each): Tile => ({ ...each, kind: "", title: null, shows: null }));
  return (
    <Grid tiles={tiles} waiting>
      {({ height }) => <TileSkeleton height={height} />}
    </Grid>
  );
}

interface NoTilesProps {
  onArrange: () => void;
}

function NoTiles({ onArrange }: NoTilesProps) {
  return (
    <Empty
      icon={IconLayoutDashboard}
      title="There is nothing on this dashboard"
      action={
        <Button mt="xs" leftSection={<IconPlus size={16} />} onClick={onArrange}>
          Arrange it
        </Button>
      }
    >
      Put the figures here that you look at every day.
    </Empty>
  );
}

interface NothingOfOnesOwnProps {
  onWider: () => void;
}

/** The figures are narrowed to people who have nothing. */
function NothingOfOnesOwn({ onWider }: NothingOfOnesOwnProps) {
  return (
    <Empty
      icon={IconChartBar}
      title="Nothing is counted here"
      action={
        <Button variant="default" mt="xs" onClick={onWider}>
          Show all that you may see
        </Button>
      }
    >
      These people have no customers, policies or claims of their own.
    </Empty>
  );
}

function EmptyAgency() {
  const may = useMay();
  return (
    <Empty
      icon={IconChartBar}
      title="No figures yet"
      action={
        may("customers:import") ? (
          <Button component={Link} to="/import/customers" mt="xs">
            Import customers
          </Button>
        ) : undefined
      }
    >
      Once there are customers and policies, this page shows premium, new and lost business, claims and renewals.
    </Empty>
  );
}
