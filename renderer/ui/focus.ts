/** For `onCloseAutoFocus`: calls `onreturn`, if there is one, in place of giving the focus back to the trigger. */
export function returning(onreturn: (() => void) | undefined): (event: Event) => void {
  return (event) => {
    if (onreturn === undefined) return
    event.preventDefault()
    onreturn()
  }
}
