[assembly: AssemblyFixture(typeof(OrderPortal.Testing.PostgresCluster))]
[assembly: AssemblyFixture(typeof(OrderPortal.EndToEnd.Tests.Shared.PortalBrowser))]
[assembly: TestCollectionOrderer(typeof(OrderPortal.EndToEnd.Tests.Shared.LongestFirst))]
