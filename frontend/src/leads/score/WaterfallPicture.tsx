// The reasons as a waterfall: each bar begins where the one above ends. It is a table with a picture in its middle.
import classes from "./WaterfallPicture.module.css";
import { pointsText, reasonText, type Waterfall } from "./waterfall";

interface WaterfallPictureProps {
  picture: Waterfall;
}

export function WaterfallPicture({ picture }: WaterfallPictureProps) {
  const { average, points, steps, low, high } = picture;
  const place = (at: number) => ((at - low) / (high - low)) * 100;
  const bar = (from: number, to: number) => ({
    left: `${place(Math.min(from, to))}%`,
    width: `${Math.max(Math.abs(place(to) - place(from)), 0.8)}%`,
  });
  return (
    <div className={classes["room"]} style={{ "--average": `${place(average)}%` } as React.CSSProperties}>
      <table className={classes["table"]}>
        <caption className={classes["caption"]}>Why: points above or below the average lead</caption>
        <thead className={classes["heads"]}>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col">Points</th>
          </tr>
        </thead>
        <tbody>
          <tr className={classes["end"]}>
            <th scope="row">The average lead</th>
            <td className="lg-number">{Math.round(average)}</td>
          </tr>
          {steps.map((step, at) => (
            <tr key={`${at} ${step.text}`} data-certain={step.certain || undefined} className={classes["step"]}>
              <th scope="row">
                {reasonText(step.text)}
                {step.certain ? null : <span className={classes["doubt"]}> (uncertain)</span>}
                <span className={classes["track"]} aria-hidden>
                  <span
                    className={classes["bar"]}
                    data-sign={step.points > 0 ? "up" : "down"}
                    style={bar(step.from, step.to)}
                  />
                </span>
              </th>
              <td className="lg-number" data-sign={step.points > 0 ? "up" : "down"}>
                {pointsText(step.points)}
              </td>
            </tr>
          ))}
          <tr className={classes["end"]}>
            <th scope="row">This lead</th>
            <td className="lg-number">{Math.round(points)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
