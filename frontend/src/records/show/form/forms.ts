// What is asked for when a record is created: fields in order, and what follows from a choice.
import { claimForm } from "@/claims/form";
import { communicationForm } from "@/communications/form";
import { customerForm } from "@/customers/form";
import { leadForm } from "@/leads/form";
import { policyForm } from "@/policies/form";
import { reportForm } from "@/reports/form";

import type { Noun } from "../../nouns";
import type { NounForm } from "./layout";

export const FORMS: Record<Noun, NounForm> = {
  customers: customerForm,
  policies: policyForm,
  claims: claimForm,
  communications: communicationForm,
  leads: leadForm,
  reports: reportForm,
};
