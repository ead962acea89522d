// Whether the person who just came in still has to choose a password of their own.
const DUE = "leadgen.password-due";

/** Kept over a reload, so that the step cannot be left by one. */
export function askForNewPassword(due: boolean): void {
  if (due) sessionStorage.setItem(DUE, "yes");
  else sessionStorage.removeItem(DUE);
}

export const isNewPasswordDue = () => sessionStorage.getItem(DUE) !== null;
