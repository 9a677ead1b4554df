// Free times are shown on the reader's own clock from the first visit on: a stranger's zone is what
// their browser says. Only a page that says `data-guess-zone` asks, and only while no zone was chosen.
const picker = document.querySelector("select[data-guess-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (picker && zone && zone !== picker.value && [...picker.options].some((option) => option.value === zone)) {
  const address = new URL(location.href);
  address.searchParams.set("zone", zone);
  location.replace(address);
}
