[assembly: AssemblyFixture(typeof(OrderPortal.Testing.PostgresCluster))]
[assembly: AssemblyFixture(typeof(OrderPortal.EndToEnd.Tests.Shared.PortalBrowser))]
