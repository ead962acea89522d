// The agency in figures; every number opens its rows.
import { ActionIcon, Button, Group, Select, Skeleton, Tooltip } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconChartBar, IconPrinter } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { useMay, useMe } from "@/api/session";
import { DateText } from "@/ui/DateText";
import { Figure, FigureSkeleton } from "@/ui/Figure";
import { Money } from "@/ui/Money";
import { Page } from "@/ui/Page";
import { Empty, Failure } from "@/ui/states";
import { WhoseSwitch, widest, type Whose } from "@/ui/WhoseSwitch";
import { counted } from "@/ui/counted";

import { Lines, Renewals } from "./Book";
import { Business } from "./Business";
import { ClaimsByAge, ClaimsByStatus } from "./Claims";
import styles from "./DashboardPage.module.css";
import { dashboardQuery, isEmptyAgency, rowsLink, type Dashboard } from "./queries";
import { countText, rateText } from "./words";

const SPANS = ["6", "12", "24"].map((months) => ({ value: months, label: `Last ${months} months` }));

export function DashboardPage() {
  const { user, permissions } = useMe();
  const [whose, setWhose] = useLocalStorage<Whose>({
    key: `dashboard-whose-${user?.id ?? 0}`,
    defaultValue: "all",
    getInitialValueInEffect: false,
  });
  const reach = widest(permissions["policies:read"]);
  const [months, setMonths] = useLocalStorage({
    key: "dashboard-months",
    defaultValue: "12",
    getInitialValueInEffect: false,
  });
  const figures = useQuery({ ...dashboardQuery(whose, Number(months)), placeholderData: keepPreviousData });
  const asOf = figures.data?.as_of;
  return (
    <Page
      title="Dashboard"
      subtitle={
        asOf ? (
          <>
            As of <DateText value={asOf} />
          </>
        ) : (
          "Counting…"
        )
      }
      actions={
        <Group gap="xs" className={styles["noPrint"]}>
          <WhoseSwitch scope={permissions["policies:read"]} value={whose} onChange={setWhose} />
          <Select
            size="xs"
            w={150}
            aria-label="How far back"
            data={SPANS}
            value={months}
            allowDeselect={false}
            onChange={(chosen) => chosen && setMonths(chosen)}
          />
          <Tooltip label="Print">
            <ActionIcon variant="default" size={30} aria-label="Print" onClick={() => window.print()} visibleFrom="sm">
              <IconPrinter size={17} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </Group>
      }
    >
      <Body
        figures={figures.data}
        error={figures.error}
        waiting={figures.isPlaceholderData}
        wider={whose !== reach && reach !== "me" ? () => setWhose(reach) : undefined}
        onRetry={() => void figures.refetch()}
      />
    </Page>
  );
}

interface BodyProps {
  figures: Dashboard | undefined;
  error: unknown;
  /** The figures on screen are those of the choice before. */
  waiting: boolean;
  /** Shows all that the caller may see, where it is less. */
  wider: (() => void) | undefined;
  onRetry: () => void;
}

function Body({ figures, error, waiting, wider, onRetry }: BodyProps) {
  if (!figures) return error ? <Failure error={error} onRetry={onRetry} /> : <Waiting />;
  if (isEmptyAgency(figures)) return wider ? <NothingOfOnesOwn onWider={wider} /> : <EmptyAgency />;
  return (
    <div className={`${styles["grid"]} ${waiting ? styles["waiting"] : ""}`} aria-busy={waiting}>
      <Headlines figures={figures} />
      <Business className={styles["wide"]} months={figures.business_by_month} />
      <Lines className={styles["third"]} lines={figures.policies_by_line} />
      <Renewals className={styles["third"]} renewals={figures.renewals} />
      <ClaimsByStatus className={styles["third"]} statuses={figures.claims_by_status} />
      <ClaimsByAge className={styles["third"]} ages={figures.claims_by_age} />
    </div>
  );
}

interface HeadlinesProps {
  figures: Dashboard;
}

function Headlines({ figures: { premium_in_force, customers, retention, open_tasks } }: HeadlinesProps) {
  return (
    <>
      <div className={styles["quarter"]}>
        <Figure
          label="Premium in force"
          value={<Money cents={premium_in_force.cents} style="rounded" />}
          note={`a year, from ${counted(premium_in_force.policies, "policy", "policies")}`}
          to={rowsLink(premium_in_force.rows)}
        />
      </div>
      <div className={styles["quarter"]}>
        <Figure
          label="Active customers"
          value={countText(customers.active)}
          note={perCustomer(premium_in_force.policies, customers.active)}
          to={rowsLink(customers.rows)}
        />
      </div>
      <div className={styles["quarter"]}>
        <Figure
          label="Retention"
          value={rateText(retention.policies_rate_bp)}
          note={`${countText(retention.kept)} of ${counted(retention.expiring, "policy", "policies")}, ${rateText(retention.premium_rate_bp)} of premium`}
          definition={retention.definition}
        />
      </div>
      <div className={styles["quarter"]}>
        <Figure
          label="My open tasks"
          value={countText(open_tasks.mine)}
          note={open_tasks.overdue ? `${countText(open_tasks.overdue)} overdue` : "None overdue"}
          to={rowsLink(open_tasks.rows)}
        />
      </div>
    </>
  );
}

function perCustomer(policies: number, customers: number): string {
  return customers ? `${(policies / customers).toFixed(1)} policies each on average` : "No policies yet";
}

const CHARTS = [
  { place: "wide", height: 372 },
  { place: "third", height: 372 },
  { place: "third", height: 280 },
  { place: "third", height: 280 },
  { place: "third", height: 280 },
];

function Waiting() {
  return (
    <div className={styles["grid"]} role="status" aria-label="Counting the figures">
      {[1, 2, 3, 4].map((place) => (
        <div key={place} className={styles["quarter"]}>
          <FigureSkeleton />
        </div>
      ))}
      {CHARTS.map(({ place, height }, index) => (
        <div key={index} className={`lg-card ${styles[place]}`} style={{ height, padding: 16 }}>
          <Skeleton height={14} width={150} mb={24} />
          <Skeleton height={height - 78} radius="md" />
        </div>
      ))}
    </div>
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
