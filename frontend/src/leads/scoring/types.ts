// What the API says about scoring models, by shorter names.
import type { Schemas } from "@/api/client";

export type Scoring = Schemas["Scoring"];
export type ModelSummary = Schemas["ModelSummary"];
export type Model = Schemas["ScoringModel"];
export type ModelStatus = ModelSummary["status"];
export type ModelKind = ModelSummary["kind"];
export type Said = Schemas["CalibrationPoint"];
export type Tenth = Schemas["LiftStep"];
export type Term = Schemas["ModelTerm"];
export type Bin = Schemas["Bin"];
export type Drift = Schemas["Drift"];
export type DriftDay = Schemas["DriftDay"];
export type DriftFeature = Schemas["Shift"];
export type Alarm = DriftDay["alarm"];
export type Group = Schemas["Group"];
