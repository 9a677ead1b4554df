// Forms that ask the browser for a passkey (Web Authentication, level 3).
//
//   <form data-passkey="use | create" data-options="id of a JSON block" or data-options-url="…">
//     a hidden field named credential · [data-passkey-button] · [data-passkey-error]

const knows = typeof PublicKeyCredential === "function"
  && "parseCreationOptionsFromJSON" in PublicKeyCredential
  && "toJSON" in PublicKeyCredential.prototype;

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer.json();
}

async function use(form) {
  const { request_options } = await optionsOf(form);
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(request_options.publicKey),
  });
}

async function create(form) {
  const { publicKey } = (await optionsOf(form)).creation_options;
  const passwordless = form.elements.passwordless?.checked ?? true;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: passwordless,
    ...(passwordless && { userVerification: "required" }),
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
}

function wordsFor({ name }, form) {
  const words = form.querySelector("[data-passkey-error]").dataset;
  if (name === "InvalidStateError") return words.known;
  if (name === "NotAllowedError") return words.stopped;
  return words.failed;
}

function prepare(form) {
  const button = form.querySelector("[data-passkey-button]");
  const error = form.querySelector("[data-passkey-error]");
  const say = (text) => { error.textContent = text; error.hidden = !text; };
  if (!knows) {
    say(error.dataset.unknown);
    return;
  }
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    button.disabled = true;
    try {
      const credential = await (form.dataset.passkey === "create" ? create(form) : use(form));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (trouble) {
      say(wordsFor(trouble, form));
      button.disabled = false;
    }
  });
}

document.querySelectorAll("form[data-passkey]").forEach(prepare);
