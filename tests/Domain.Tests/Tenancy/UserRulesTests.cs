using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;

namespace OrderPortal.Domain.Tests.Tenancy;

public sealed class UserRulesTests
{
    private static readonly UserDraft Draft = new("田中 花子", "hanako@example.jp", Roles.Operator, "ja");

    [Fact]
    public void Draft_ThatIsRight_IsTaken() => Assert.Empty(UserRules.Check(Draft, isNew: true));

    [Fact]
    public void Draft_ThatIsEmpty_SaysAllThatIsMissing() => Assert.Equal(
        [UserErrors.NameMissing, UserErrors.EmailMissing, UserErrors.RoleUnknown, UserErrors.LanguageUnknown],
        UserRules.Check(new UserDraft(" ", " ", "", ""), isNew: true).Select(error => error.Code));

    [Theory]
    [InlineData("hanako")]
    [InlineData("hanako@")]
    [InlineData("hanako@host")]
    [InlineData("花子 <hanako@example.jp>")]
    [InlineData("a@example.jp, b@example.jp")]
    [InlineData("a@example.jp\r\nBcc: b@example.jp")]
    public void Email_ThatIsNone_IsRefused(string email) =>
        Assert.Equal([UserErrors.EmailWrong], UserRules.Check(Draft with { Email = email }, isNew: true).Select(error => error.Code));

    [Fact]
    public void Change_LooksAtNameAndRoleOnly() => Assert.Equal(
        [UserErrors.NameTooLong, UserErrors.RoleUnknown],
        UserRules.Check(new UserDraft(new string('名', 61), "", "owner", ""), isNew: false).Select(error => error.Code));

    [Theory]
    [InlineData(true, false, true, false, 1, null)]
    [InlineData(true, false, true, false, 0, UserErrors.LastAdministrator)]
    [InlineData(true, false, true, true, 0, null)]
    [InlineData(true, false, false, false, 0, null)]
    [InlineData(true, true, true, false, 5, UserErrors.Self)]
    [InlineData(false, false, false, false, 5, UserErrors.Forbidden)]
    public void Loss_IsRefusedToOneselfAndToTheLastAdministrator(bool mayAdminister, bool isSelf, bool was, bool stays, int others, string? code) =>
        Assert.Equal(code, UserRules.Refusal(new UserStanding(mayAdminister, isSelf, was, stays, others))?.Code);

    [Theory]
    [InlineData(" HANA", null, null, true)]
    [InlineData("田中", Roles.Operator, UserState.Active, true)]
    [InlineData("田中", Roles.Viewer, null, false)]
    [InlineData(null, null, UserState.Invited, false)]
    [InlineData("佐藤", null, null, false)]
    public void Filter_LooksAtNameAddressRoleAndState(string? text, string? role, UserState? state, bool fits) =>
        Assert.Equal(fits, new UserFilter(text, role, state).Fits(new ManagedUser(Guid.NewGuid(), "田中 花子", "hanako@example.jp", Roles.Operator, UserState.Active, "1")));
}
