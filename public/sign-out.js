// Tells the server whether something waits on this device when somebody signs out: only where nothing does may the server
// have the browser clear what it keeps. Where that cannot be told in time, nothing is said and nothing is cleared.
const DATABASE = "norven";
const PATIENCE = 2000;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// Looks into every store, whatever it is for: what a later version keeps there is not ours to lose.
async function nothingWaits() {
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === DATABASE)) return true;
  const database = await done(indexedDB.open(DATABASE));
  try {
    const stores = [...database.objectStoreNames];
    if (stores.length === 0) return true;
    const transaction = database.transaction(stores);
    const counts = await Promise.all(stores.map((store) => done(transaction.objectStore(store).count())));
    return counts.every((count) => count === 0);
  } finally {
    database.close();
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (new URL(form.action).pathname !== "/sign-out") return;
  event.preventDefault();
  let isEmpty = false;
  try {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, false));
    isEmpty = await Promise.race([nothingWaits(), late]);
  } catch (error) {
    console.warn(error);
  }
  if (isEmpty) {
    const said = document.createElement("input");
    Object.assign(said, { type: "hidden", name: "outbox", value: "empty" });
    form.append(said);
  }
  form.submit();
});
