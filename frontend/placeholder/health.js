// Shows what /v1/health/ready says, and the address this page came from.
document.getElementById("origin").textContent = location.origin;

const badge = document.getElementById("health");

function show(kind, text) {
  badge.className = `badge ${kind}`;
  badge.textContent = text;
}

fetch("/v1/health/ready", { headers: { accept: "application/json" } })
  .then((answer) => (answer.ok ? show("good", "ready") : show("bad", "not ready")))
  .catch(() => show("bad", "unreachable"));
