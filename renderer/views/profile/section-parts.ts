import type { Component } from 'svelte'
import AuthSection from './AuthSection.svelte'
import CompressionSection from './CompressionSection.svelte'
import ConnectionSection from './ConnectionSection.svelte'
import CookiesSection from './CookiesSection.svelte'
import FolderSection from './FolderSection.svelte'
import HeadersSection from './HeadersSection.svelte'
import HeartbeatSection from './HeartbeatSection.svelte'
import NetworkSection from './NetworkSection.svelte'
import OnOpenSection from './OnOpenSection.svelte'
import PreviewSection from './PreviewSection.svelte'
import ProxySection from './ProxySection.svelte'
import QueueSection from './QueueSection.svelte'
import ReconnectSection from './ReconnectSection.svelte'
import type { SectionProps } from './section'
import SetSection from './SetSection.svelte'
import TlsSection from './TlsSection.svelte'
import VariablesSection from './VariablesSection.svelte'

/** What draws a section, by its id. */
export const sectionParts: Readonly<Record<string, Component<SectionProps>>> = {
  folder: FolderSection,
  variables: VariablesSection,
  connection: ConnectionSection,
  headers: HeadersSection,
  cookies: CookiesSection,
  auth: AuthSection,
  tls: TlsSection,
  proxy: ProxySection,
  compression: CompressionSection,
  network: NetworkSection,
  queue: QueueSection,
  heartbeat: HeartbeatSection,
  reconnect: ReconnectSection,
  open: OnOpenSection,
  set: SetSection,
  preview: PreviewSection,
}
