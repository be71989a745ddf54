/** What belongs to a feed, made when the feed is first asked for. */
export function perFeed<T>(make: () => T): (feed: string) => T {
  const made = new Map<string, T>();
  return (feed) => {
    let mine = made.get(feed);
    if (mine === undefined) {
      mine = make();
      made.set(feed, mine);
    }
    return mine;
  };
}
