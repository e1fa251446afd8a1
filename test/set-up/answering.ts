/** Waits until a program answers at an address with a status that holds, and fails with its name after `seconds`. */
export async function answering(name: string, url: string, seconds: number, holds: (status: number) => boolean): Promise<void> {
  for (let left = seconds * 10; left > 0; left -= 1) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (holds(status)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} does not answer`);
}
